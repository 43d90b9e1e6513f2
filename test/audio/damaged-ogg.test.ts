/**
 * Ogg files that are damaged, joined, or hold several streams: all that is intact is read, in its place, and the rest is told.
 */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { openAudioSource } from '../../src/audio/open-audio-source.js';
import { partOfSource } from '../../src/audio/part-of-source.js';
import { audioFixture, readAudio, type ReadAudio } from '../support/audio-files.js';
import {
  granuleOf,
  madeOggPage,
  OGG_FIRST,
  OGG_LAST,
  oggPage,
  oggPagesOf,
} from '../support/ogg-file.js';
import { joined, worstDifference } from '../support/planar.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

const bytesOf = (name: string) => readFile(audioFixture(name));
const pagesOf = async (name: string) => oggPagesOf(await bytesOf(name));
const rowsOf = async (name: string) => (await readAudio(audioFixture(name))).rows;

function readBytes(...parts: readonly Buffer[]): Promise<ReadAudio> {
  return withTemporaryFolder(async (folder) => {
    const file = path.join(folder, 'made.ogg');
    await writeFile(file, Buffer.concat(parts));
    return readAudio(file);
  });
}

const twice = (rows: readonly Float32Array[]) =>
  rows.map((row) => Float32Array.from([...row, ...row]));

const without = (pages: readonly Buffer[], index: number) => pages.toSpliced(index, 1);
const changedAt = (page: Buffer, at: number, value: number) => {
  const copy = Buffer.from(page);
  copy[at] = value;
  return copy;
};

/** What may happen to one page, and whether its bytes are still there. */
const DAMAGES: readonly (readonly [string, (page: Buffer) => Buffer])[] = [
  ['has one wrong bit', (page) => changedAt(page, 200, page[200]! ^ 1)],
  ['has lost its mark', (page) => changedAt(page, 0, 0)],
  ['has lost bytes', (page) => Buffer.concat([page.subarray(0, 100), page.subarray(300)])],
  ['is missing', () => Buffer.alloc(0)],
];

/** A page in the middle, and how long a decoder takes behind it to give again what it gives otherwise, and how nearly. */
const DAMAGED = [
  // half a long block of Vorbis, for the first block behind a gap gives nothing
  { name: 'several-pages.ogg', at: 2, framesToRecover: 1024, error: 0 },
  // RFC 7845, section 4.2: 80 ms; the tones are at -6 dBFS, -46 dB of that
  { name: 'several-pages.opus', at: 4, framesToRecover: 3840, error: 0.0025 },
  { name: 'several-pages.oga', at: 5, framesToRecover: 0, error: 0 },
];

describe('A damaged Ogg', () => {
  for (const { name, at, framesToRecover, error } of DAMAGED) {
    for (const [what, damage] of DAMAGES) {
      it(`is read on where a page ${what}, with silence in its place (${name})`, async () => {
        const pages = await pagesOf(name);
        const whole = await rowsOf(name);
        const changed = pages.toSpliced(at, 1, damage(pages[at]!));
        const { rows, damage: told } = await readBytes(...changed);
        const silent = rows[0]!.findIndex((sample, t) => sample === 0 && rows[0]![t + 100] === 0);
        const end = silent + rows[0]!.subarray(silent).findIndex((sample) => sample !== 0);
        for (const [channel, row] of rows.entries()) {
          const expected = whole[channel]!;
          assert.equal(row.length, expected.length);
          assert.deepEqual(row.subarray(0, silent), expected.subarray(0, silent));
          const from = end + framesToRecover;
          assert.ok(worstDifference(row.subarray(from), expected.subarray(from)) <= error);
        }
        // Opus' granule positions count the frames that are skipped at the start
        const lost = granuleOf(pages[at]!) - granuleOf(pages[at - 1]!);
        assert.ok(end - silent >= lost && end - silent <= lost + framesToRecover + 1);
        assert.match(told.notes.at(-1)!, /no intact frames from .*: silence takes their place/);
        if (what !== 'is missing') assert.match(told.notes[0]!, /no intact Ogg page/);
        assert.equal(told.isTruncated, false);
      });
    }

    it(`gives every sample around junk, and says where that is (${name})`, async () => {
      const pages = await pagesOf(name);
      const junk = Buffer.alloc(777, 'OggX');
      const { rows, damage } = await readBytes(...pages.toSpliced(at, 0, junk));
      assert.deepEqual(rows, await rowsOf(name));
      const start = pages.slice(0, at).reduce((sum, { length }) => sum + length, 0);
      assert.equal(damage.notes.length, 1);
      assert.match(damage.notes[0]!, new RegExp(`777 bytes \\(from byte ${start} on\\)`));
    });
  }

  it('is read whole where the tags of an Opus are damaged', async () => {
    const pages = await pagesOf('several-pages.opus');
    const { rows, damage } = await readBytes(...without(pages, 1));
    assert.deepEqual(rows, await rowsOf('several-pages.opus'));
    assert.deepEqual(damage.notes, []);
  });

  it('is refused where the headers of a Vorbis are damaged, which nothing can take the place of', async () => {
    const pages = await pagesOf('several-pages.ogg');
    const damaged = pages.toSpliced(1, 1, changedAt(pages[1]!, 300, 0));
    await assert.rejects(readBytes(...damaged), {
      code: 'input-format',
      message: /whose headers are damaged/,
    });
    await assert.rejects(readBytes(...without(pages, 0)), {
      code: 'input-truncated',
      message: /without an intact first page/,
    });
  });
});

describe('Ogg files that were joined', () => {
  for (const name of ['several-pages.ogg', 'several-pages.opus', 'several-pages.oga']) {
    it(`are read one after another (${name} twice)`, async () => {
      const bytes = await bytesOf(name);
      const { rows, damage } = await readBytes(bytes, bytes);
      assert.deepEqual(rows, twice(await rowsOf(name)));
      assert.deepEqual(damage.notes, []);
    });
  }

  it('may be of different codecs', async () => {
    const { rows } = await readBytes(await bytesOf('surround.ogg'), await bytesOf('surround.opus'));
    const expected = [await rowsOf('surround.ogg'), await rowsOf('surround.opus')];
    assert.deepEqual(rows, joined(expected));
  });

  it('are read up to one of another rate or other channels, which is told', async () => {
    const first = await bytesOf('stereo.ogg');
    const { rows, damage } = await readBytes(first, await bytesOf('mono-8k.ogg'));
    assert.deepEqual(rows, await rowsOf('stereo.ogg'));
    assert.equal(damage.isTruncated, true);
    assert.match(
      damage.notes[0]!,
      new RegExp(`from 44100 Hz, 2 channel\\(s\\) to 8000 Hz, 1 .* at byte ${first.length}`),
    );
  });

  it('leave out those that are damaged in their beginning, or hold no audio, and say so', async () => {
    const [bytes, pages] = [await bytesOf('several-pages.ogg'), await pagesOf('several-pages.ogg')];
    const rows = twice(await rowsOf('several-pages.ogg'));
    const text = [OGG_FIRST, OGG_LAST].map((flags, sequence) =>
      madeOggPage(9, sequence, flags, Buffer.from('CMML')),
    );
    for (const [middle, says] of [
      [without(pages, 0), /no intact Ogg stream and are passed over/],
      [without(pages, 1), /holds a damaged recording from byte 14018 on/],
      [text, /no audio that can be read from byte 14018 on/],
    ] as const) {
      const read = await readBytes(bytes, ...middle, bytes);
      assert.deepEqual(read.rows, rows);
      assert.match(read.damage.notes.join(' '), says);
      assert.equal(read.damage.notes.length, 1);
    }
  });

  it('have a part that lies in the second of them', () =>
    withTemporaryFolder(async (folder) => {
      const bytes = await bytesOf('several-pages.ogg');
      const file = path.join(folder, 'joined.ogg');
      await writeFile(file, Buffer.concat([bytes, bytes]));
      // each has 132,300 frames, 3 s
      const source = partOfSource(await openAudioSource(file), { from: 3.5, to: 4 });
      assert.equal(source.expectedFrames, undefined);
      const blocks = [];
      for await (const block of source.blocks()) blocks.push(block);
      const [row] = await rowsOf('several-pages.ogg');
      assert.deepEqual(joined(blocks)[0], row!.slice(22_050, 44_100));
    }));
});

describe('An Ogg of several streams side by side', () => {
  /** The pages of a stream with those of another between them, first pages first. */
  const mixed = (pages: readonly Buffer[], others: readonly Buffer[]): Buffer[] => [
    others[0]!,
    pages[0]!,
    ...pages.slice(1).flatMap((page, index) => [page, ...others.slice(index + 1, index + 2)]),
    ...others.slice(pages.length),
  ];

  it('is read as its audio beside video', async () => {
    const video = Array.from({ length: 5 }, (_, sequence) =>
      madeOggPage(
        2,
        sequence,
        sequence === 0 ? OGG_FIRST : sequence === 4 ? OGG_LAST : 0,
        Buffer.from(sequence === 0 ? '\x80theora' : 'picture', 'latin1'),
      ),
    );
    const pages = mixed(await pagesOf('several-pages.ogg'), video);
    const whole = await rowsOf('several-pages.ogg');
    const { rows, damage } = await readBytes(...pages);
    assert.deepEqual(rows, whole);
    assert.deepEqual(damage.notes, []);
    // and so is what was joined to it
    assert.deepEqual((await readBytes(...pages, ...pages)).rows, twice(whole));
  });

  it('is read as the first of two of audio, which is told', async () => {
    const first = (await pagesOf('several-pages.opus')).map((page) => oggPage(page, 7));
    const { rows, damage } = await readBytes(...mixed(await pagesOf('several-pages.ogg'), first));
    assert.deepEqual(rows, await rowsOf('several-pages.opus'));
    assert.match(damage.notes[0]!, /holds 2 streams of audio side by side/);
  });
});
