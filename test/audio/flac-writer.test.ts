/** FLAC files of ours: what decoders make of them, ours and ffmpeg's, and what they say of themselves. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, it } from 'mocha';

import { readTags } from '../../src/audio/ffmpeg/read-tags.js';
import { FlacFrameWriter } from '../../src/audio/flac/flac-frame-writer.js';
import { createFlacWriter } from '../../src/audio/flac/flac-writer.js';
import { parseFlacFrameHeader } from '../../src/audio/formats/flac-frame-header.js';
import { parseFlacStreamInfo } from '../../src/audio/formats/flac-stream-info.js';
import { storedSample } from '../../src/audio/stem-formats.js';
import type { Tags } from '../../src/audio/tags.js';
import { readAudio } from '../support/audio-files.js';
import { tone } from '../support/audio-tone.js';
import { decodedByFfmpeg, needsFfmpeg } from '../support/ffmpeg-files.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';
import { whiteNoise } from '../support/white-noise.js';

const RATE_HZ = 48_000;
/** two whole FLAC frames and a part of one */
const FRAMES = 2 * 4_096 + 1_235;
const BLOCK_FRAMES = [1, 4_095, 4_096, 0, 1_000];

interface Written {
  readonly rateHz?: number;
  readonly tags?: Tags;
}

/** In blocks of uneven sizes. @returns the path */
async function written(
  path: string,
  rows: readonly Float32Array[],
  { rateHz = RATE_HZ, tags = {} }: Written = {},
): Promise<string> {
  const layout = { rateHz, channels: rows.length };
  const writer = await createFlacWriter(path, { layout, tags, name: path });
  for (let [start, index] = [0, 0]; start < rows[0]!.length; index++) {
    const end = start + BLOCK_FRAMES[index % BLOCK_FRAMES.length]!;
    await writer.write(rows.map((row) => row.subarray(start, end)));
    start = end;
  }
  await writer.sync();
  await writer.close();
  assert.equal(writer.frames, rows[0]!.length);
  return path;
}

function stored(rows: readonly Float32Array[]): Float32Array[] {
  return rows.map((row) => row.map(storedSample('pcm24')));
}

/** Of the samples, interleaved, as STREAMINFO has it. */
function checksum(rows: readonly Float32Array[]): string {
  const bytes = Buffer.alloc(3 * rows.length * rows[0]!.length);
  for (const [channel, row] of stored(rows).entries()) {
    for (const [frame, sample] of row.entries()) {
      bytes.writeIntLE(sample * 2 ** 23, 3 * (frame * rows.length + channel), 3);
    }
  }
  return createHash('md5').update(bytes).digest('hex');
}

/** Each is coded another way: predicted, as it is, as a constant, with channels that differ little, and with the largest residuals. */
const SIGNALS: Readonly<Record<string, (channels: number) => Float32Array[]>> = {
  tones: (channels) => tone({ channels, frames: FRAMES, rateHz: RATE_HZ }, 24),
  'one tone': (channels) => {
    const [row] = tone({ channels: 1, frames: FRAMES, rateHz: RATE_HZ }, 24);
    return Array.from({ length: channels }, (_, index) => row!.map((x) => x * (1 - 0.01 * index)));
  },
  noise: (channels) =>
    Array.from({ length: channels }, (_, index) => whiteNoise(FRAMES, index + 1, 1)),
  'noise of 16 bits': (channels) =>
    Array.from({ length: channels }, (_, index) =>
      whiteNoise(FRAMES, index + 1).map((sample) => Math.round(sample * 2 ** 15) / 2 ** 15),
    ),
  silence: (channels) => Array.from({ length: channels }, () => new Float32Array(FRAMES)),
  'full scale, to and fro, against each other': (channels) =>
    Array.from({ length: channels }, (_, index) =>
      new Float32Array(FRAMES).map((_, t) => ((t + index) % 2 === 0 ? 1.5 : -1.5)),
    ),
  'a click in silence': (channels) =>
    Array.from({ length: channels }, (_, index) =>
      new Float32Array(FRAMES).map((_, t) => (t === 5_000 + index ? -1 : 0)),
    ),
};

describe('A FLAC file', () => {
  needsFfmpeg();

  for (const [name, rowsOf] of Object.entries(SIGNALS)) {
    it(`holds 24 bits of each sample, by our decoder and by ffmpeg, and their MD5: ${name}`, () =>
      withTemporaryFolder(async (folder) => {
        for (const channels of name === 'tones' ? [1, 2, 3, 8] : [2]) {
          const rows = rowsOf(channels);
          const path = await written(join(folder, `${channels}.flac`), rows);
          const read = await readAudio(path);
          assert.deepEqual(read.rows, stored(rows), `${channels} channels`);
          assert.deepEqual(read.damage.notes, []);
          assert.deepEqual(await decodedByFfmpeg(path, channels), stored(rows), 'by ffmpeg');
          const bytes = await readFile(path);
          const info = parseFlacStreamInfo(bytes.subarray(8));
          assert.deepEqual(info, {
            rateHz: RATE_HZ,
            channels,
            bits: 24,
            totalFrames: FRAMES,
            blockFrames: 4_096,
          });
          assert.equal(bytes.subarray(26, 42).toString('hex'), checksum(rows));
        }
      }));
  }

  it('holds recordings that are shorter than a prediction, and every rate up to 2^20 - 1 Hz', () =>
    withTemporaryFolder(async (folder) => {
      for (const frames of [1, 2, 4, 5, 16, 17]) {
        const rows = [whiteNoise(frames, 1), whiteNoise(frames, 2)];
        const { rows: read } = await readAudio(await written(join(folder, `${frames}.flac`), rows));
        assert.deepEqual(read, stored(rows), `${frames} frames`);
      }
      const rows = [whiteNoise(5_000, 3)];
      for (const rateHz of [
        ...[
          4_000, 8_000, 11_025, 12_345, 44_100, 65_535, 88_200, 100_001, 128_000, 192_000, 255_000,
        ],
        ...[352_800, 384_000],
      ]) {
        const path = await written(join(folder, `${rateHz} Hz.flac`), rows, { rateHz });
        const read = await readAudio(path);
        assert.equal(read.rateHz, rateHz);
        assert.deepEqual(read.rows, stored(rows));
      }
      // beyond what is read here
      for (const rateHz of [1, 655_350, 655_360, 768_000, 2 ** 20 - 1]) {
        const path = await written(join(folder, `${rateHz} Hz.flac`), rows, { rateHz });
        assert.deepEqual(await decodedByFfmpeg(path, 1), stored(rows), `${rateHz} Hz`);
      }
    }));

  it('takes about as many bits as its samples say something, and never many more than they are', () =>
    withTemporaryFolder(async (folder) => {
      const bytesOf = async (rows: readonly Float32Array[]): Promise<number> =>
        (await readFile(await written(join(folder, `${rows.length}-${Math.random()}.flac`), rows)))
          .length;
      const plain = 3 * FRAMES;
      // 64 bytes in front, three frames of at most 16 + 2 and 1 byte a channel, and samples as they are, or with a difference that
      // has a bit more.
      const noise = [whiteNoise(FRAMES, 1, 1), whiteNoise(FRAMES, 2, 1)];
      const independent = await bytesOf(noise);
      assert.ok(independent <= 64 + 3 * 20 + (2 + 1 / 24) * plain, `${independent}`);
      // The second channel is the first: what it takes beside it is three constants of 25 bits.
      const both = await bytesOf([noise[0]!, noise[0]!]);
      assert.ok(both <= 64 + 3 * (20 + 4) + plain, `${both}`);
      // Second differences of 440 Hz are (2 pi 440 / 48,000)^2 = 1/301 of the samples, fourth ones 1/91,000: 16 bits less than 23.
      const tones = await bytesOf(tone({ channels: 1, frames: FRAMES, rateHz: RATE_HZ }, 24));
      assert.ok(tones < (plain * 10) / 24, `${tones}`);
    }));

  it('has tags by the names that players look for', () =>
    withTemporaryFolder(async (folder) => {
      const tags = {
        ...{ title: 'A "song" = 1 (vocals)', artist: 'Ärtist 🎸', album_artist: 'Band' },
        ...{ track: '3/12', disc: '1', comment: 'two words', date: '1999' },
      };
      const path = await written(join(folder, 'a.flac'), [new Float32Array(10)], { tags });
      assert.deepEqual(await readTags(path), tags);
      const head = (await readFile(path)).toString('utf8');
      for (const comment of ['ALBUMARTIST=Band', 'TRACKNUMBER=3/12', 'ARTIST=Ärtist 🎸']) {
        assert.ok(head.includes(comment), comment);
      }
    }));

  it('counts its frames, however many', () => {
    const writer = new FlacFrameWriter({ rateHz: RATE_HZ, channels: 1 });
    const row = new Int32Array(1);
    for (let number = 0; number < 66_000; number++) {
      const bytes = writer.write([row]);
      // one byte more at each of 0x80, 0x800 and 0x10000
      if (![0, 0x7f, 0x80, 0x7ff, 0x800, 0xffff, 0x10000, 65_999].includes(number)) continue;
      assert.equal(parseFlacFrameHeader(bytes, 0)?.number, number);
    }
  });

  it('is told by its name where it cannot be written', () =>
    withTemporaryFolder(async (folder) => {
      const layout = { rateHz: RATE_HZ, channels: 1 };
      const path = join(folder, 'no', 'such', 'folder', 'a.flac');
      await assert.rejects(createFlacWriter(path, { layout, tags: {}, name: 'vocals.flac' }), {
        code: 'output-failed',
        message: /^vocals\.flac cannot be written/,
      });
      const file = await written(join(folder, 'a.flac'), [new Float32Array(1)]);
      await assert.rejects(createFlacWriter(file, { layout, tags: {}, name: file }), {
        code: 'output-failed',
      });
    }));
});
