/**
 * Paths whose bytes are no UTF-8, as strings: nothing of them is lost, and no two look the same.
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { withBytes } from '../src/cli/command-line.js';
import { pathBytes, pathText, readablePath } from '../src/path-text.js';
import { safeFileName } from '../src/safe-file-name.js';
import { createSfc32State, nextSfc32, seedSfc32 } from '../src/signal/sfc32.js';

/** Of bytes that begin, go on with or are no character, and of some that are characters of their own. */
function randomNames(count: number): Buffer[] {
  const state = createSfc32State();
  seedSfc32(state, [12, 0, 0, 0]);
  const uint32 = () => nextSfc32(state) >>> 0;
  const alphabet = [0x61, 0x5c, 0x78, 0x65, 0x39, 0x80, 0xbf, 0xc3, 0xa9, 0xe2, 0xed, 0xf0, 0xff];
  return Array.from({ length: count }, () =>
    Buffer.from(
      Array.from({ length: 1 + (uint32() % 9) }, () => alphabet[uint32() % alphabet.length]!),
    ),
  );
}

/** A surrogate in UTF-8, which is none; a character cut short; U+FFFD itself, which is one. */
const NAMES = [
  Buffer.from('caf\xe9.wav', 'latin1'),
  Buffer.from([0xed, 0xb3, 0xa9]),
  Buffer.from([0xf0, 0x9f, 0x8e]),
  Buffer.from('\ufffd'),
  Buffer.from('🎸 é\\xe9'),
  ...randomNames(3000),
];

describe('The text of a path', () => {
  it('is the same bytes again', () => {
    for (const bytes of NAMES) assert.deepEqual(Buffer.from(pathBytes(pathText(bytes))), bytes);
  });

  it('survives being joined and kept as JSON', () => {
    const text = `/music/${pathText(Buffer.from('caf\xe9', 'latin1'))}/a.wav`;
    const bytes = pathBytes(JSON.parse(JSON.stringify(text)) as string);
    assert.equal((bytes as Buffer).toString('latin1'), '/music/caf\xe9/a.wav');
  });

  it('is the path itself where that is text', () => {
    for (const name of ['song', 'Café 🎸', '\ufffd', 'C:\\x12\\a', '\udcff'.slice(1)]) {
      assert.equal(pathText(Buffer.from(name)), name);
      assert.equal(pathBytes(name), name);
    }
  });

  it('is shown so that it can be read, and no other looks like it', () => {
    const shown = (bytes: Buffer) => readablePath(pathText(bytes));
    assert.equal(shown(Buffer.from('caf\xe9.wav', 'latin1')), 'caf\\xe9.wav');
    assert.equal(shown(Buffer.from('Café.wav')), 'Café.wav');
    const different = new Set(NAMES.map((bytes) => bytes.toString('latin1')));
    assert.equal(new Set(NAMES.map(shown)).size, different.size);
    for (const text of NAMES.map(shown)) assert.equal(Buffer.from(text).toString(), text);
  });

  it('is called by its bytes where it becomes a folder', () => {
    assert.equal(safeFileName(pathText(Buffer.from('caf\xe9', 'latin1'))), 'caf_xe9');
  });
});

describe('Arguments that are no UTF-8', () => {
  const given = Buffer.from('node\0--inspect\0main.js\0separate\0caf\xe9.wav\0\0', 'latin1');
  const argv = ['/bin/node', '/main.js', 'separate', 'caf\ufffd.wav', ''];

  it('are what the system has of them', () => {
    assert.deepEqual(withBytes(argv, given), [...argv.slice(0, 3), 'caf\udce9.wav', '']);
  });

  it('are what Node has of them where the system shows something else', () => {
    for (const shown of ['', 'a title of ours\0', 'x\0node\0main.js\0separate\0b.wav\0\0']) {
      assert.deepEqual(withBytes(argv, Buffer.from(shown)), argv);
    }
  });
});
