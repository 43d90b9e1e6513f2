/**
 * Names that users and clients may come up with, as one folder or file. The properties hold for every pair of the parts below,
 * and for names drawn at random from what is troublesome.
 */
import assert from 'node:assert/strict';
import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { outputPlaces, type PlaceStyle } from '../src/cli/output-places.js';
import { safeFileName } from '../src/safe-file-name.js';
import { createSfc32State, nextSfc32, seedSfc32 } from '../src/signal/sfc32.js';
import { withTemporaryFolder } from './support/temporary-folder.js';

const PARTS = [
  '',
  '.',
  '..',
  '...',
  ' ',
  '_',
  '/',
  '\\',
  ':',
  '\0',
  '\n',
  '\u001b[31m',
  '\u007f',
  '\u0085',
  'con',
  'CON',
  'Nul',
  'aux',
  'prn',
  'COM1',
  'lpt9',
  'com¹',
  'CONIN$',
  'con.',
  'nul .',
  'com1.wav',
  '\u2028',
  '\u200b',
  '\u00a0',
  '\ufeff',
  '\ud800',
  '\udc00',
  '🎸',
  'é',
  'e\u0301',
  '音',
  '?*"<>|',
  'song',
  'Song',
  ' (2)',
  'untitled',
  'a'.repeat(255),
  'a'.repeat(254) + 'b',
  'ü'.repeat(127),
  '. '.repeat(90),
  'a' + ' .'.repeat(126) + 'b',
];
const NAMES = PARTS.flatMap((first) => PARTS.map((second) => first + second));

/** What Windows takes for a device, said in another way than the code does. */
function isDevice(name: string): boolean {
  const base = name.split('.')[0]!.replace(/ +$/, '').toUpperCase().replace('¹', '1');
  const numbered = ['COM', 'LPT'].flatMap((port) =>
    Array.from('0123456789', (digit) => port + digit),
  );
  return ['CON', 'PRN', 'AUX', 'NUL', 'CONIN$', 'CONOUT$', ...numbered].includes(base);
}

function assertSafe(safe: string, given: string, mostBytes = 180): void {
  const told = `${JSON.stringify(given)} became ${JSON.stringify(safe)}`;
  assert.notEqual(safe.trim(), '', told);
  assert.doesNotMatch(safe, /^[. ]|[. ]$/, told);
  for (const character of '/\\:*?"<>|') assert.ok(!safe.includes(character), told);
  assert.doesNotMatch(safe, /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/, told);
  assert.equal(Buffer.from(safe).toString(), safe, told);
  assert.ok(Buffer.byteLength(safe) <= mostBytes, told);
  assert.ok(!isDevice(safe), told);
  assert.equal(path.win32.basename(safe), safe, told);
  assert.equal(safeFileName(safe, mostBytes), safe, told);
}

function randomNames(count: number): string[] {
  const state = createSfc32State();
  seedSfc32(state, [4, 0, 0, 0]);
  const uint32 = () => nextSfc32(state) >>> 0;
  const alphabet = [
    ...Array.from('. ./\\:abcCONnulpt1¹é音🎸'),
    '\0',
    '\n',
    '\ud800',
    '\u200b',
    ' .',
    'aux',
  ];
  return Array.from({ length: count }, () =>
    Array.from({ length: uint32() % 12 }, () => alphabet[uint32() % alphabet.length]!).join(''),
  );
}

describe('A safe file name', () => {
  it('is what it was for an ordinary name', () => {
    const names = [
      'song',
      'Café 音',
      'two.x',
      'AC-DC (live) [2]',
      '01 - Ünïcode 🎸',
      "it's",
      'console',
    ];
    for (const name of [...names, 'com10', 'a'.repeat(180)]) assert.equal(safeFileName(name), name);
  });

  it('is readable for a name that is not', () => {
    const names: readonly [string, string][] = [
      ['..', 'untitled'],
      ['', 'untitled'],
      [' . ', 'untitled'],
      ['\u200b', 'untitled'],
      ['.hidden. ', 'hidden'],
      ['a/b\\c:d', 'a_b_c_d'],
      ['line\nbreak', 'line_break'],
      ['CON', 'CON_'],
      ['nul.mix', 'nul_.mix'],
      ['Com1 .x', 'Com1_ .x'],
    ];
    for (const [given, expected] of names) assert.equal(safeFileName(given), expected);
  });

  it('is one folder below any other, on every system, and stays as it is when made safe again', () => {
    for (const name of [...NAMES, ...randomNames(5000)]) {
      assertSafe(safeFileName(name), name);
      assertSafe(safeFileName(name, 100), name, 100);
    }
  });

  it('still differs where long names do, and holds whole characters', () => {
    const [one, two] = ['x', 'y'].map((end) => safeFileName('音'.repeat(84) + end));
    assert.notEqual(one, two);
    assert.match(one!, /^音{57} [0-9a-f]{8}$/);
  });

  it('takes no longer for a name of a megabyte of spaces, as a client may send', () => {
    assert.equal(safeFileName(`a${' '.repeat(1 << 20)}b`).length, 180);
  });

  it('can be made on this disk, beside all others', () =>
    withTemporaryFolder(async (folder) => {
      const made = new Set(NAMES.map((name) => safeFileName(name)));
      for (const name of made) await mkdir(path.join(folder, name), { recursive: true });
      assert.ok((await readdir(folder)).length > 100);
    }));
});

describe('Output places of recordings with such names', () => {
  /** names that a file of this disk may have, with an extension */
  const files = [...new Set([...NAMES, ...randomNames(500)])]
    .filter((name) => !/[/\0\ud800-\udfff]/.test(name) && Buffer.byteLength(name) < 252)
    .map((name) => path.resolve('/music', `${name}.wav`));
  const recordings = [...new Set(files)].map((file) => ({ file, base: path.dirname(file) }));

  for (const style of ['folders', 'tracks'] as PlaceStyle[]) {
    it(`are safe, lie in the output folder and differ on every disk, as ${style}`, () => {
      const places = outputPlaces(recordings, style);
      const seen = new Set(places.map((place) => place.normalize('NFC').toLowerCase()));
      assert.equal(seen.size, recordings.length);
      for (const [index, place] of places.entries()) {
        for (const part of place.split(path.sep)) assertSafe(part, recordings[index]!.file);
        assert.deepEqual(path.resolve('/out', place).split(path.sep).slice(0, -1), ['', 'out']);
      }
      assert.deepEqual(outputPlaces(recordings, style), places);
    });
  }

  it('are safe in every folder that a recording lies in', () => {
    const below = ['... ', 'CON', 'R.E.M.'].map((name) => `/music/${name}/song.wav`);
    const places = outputPlaces(
      below.map((file) => ({ file, base: '/music' })),
      'folders',
    );
    assert.deepEqual(places, ['untitled/song', 'CON_/song', 'R.E.M/song']);
  });

  it('are told apart where two folders become one by it', () => {
    const below = ['/music/R.E.M./song.wav', '/music/R.E.M/song.wav'];
    const places = outputPlaces(
      below.map((file) => ({ file, base: '/music' })),
      'folders',
    );
    assert.equal(new Set(places).size, 2, places.join(', '));
  });
});
