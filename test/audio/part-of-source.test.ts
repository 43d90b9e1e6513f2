/**
 * A part of a recording is, sample for sample, what the recording has there, however it is read.
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { openAudioSource } from '../../src/audio/open-audio-source.js';
import { partOfSource, WHOLE, type Part } from '../../src/audio/part-of-source.js';
import { OperationalError } from '../../src/operational-error.js';
import { audioFixture, readAudio } from '../support/audio-files.js';
import { keepsTheContract } from '../support/audio-source-contract.js';
import { joined } from '../support/planar.js';
import { syntheticSource } from '../support/synthetic-source.js';

/** name -> whether its header says how long it is */
const FILES: Readonly<Record<string, boolean>> = {
  'pcm24-stereo.wav': true,
  'pcm16-stereo.aiff': true,
  'stereo16.flac': true,
  'piped.flac': false,
  'cbr-stereo.mp3': true,
  'stereo.ogg': true,
  'stereo.opus': true,
};

/** In shares of a file's length, and beyond it. */
const PARTS: readonly Part[] = [
  { from: 0.31, to: 0.72 },
  { from: 0.31, to: null },
  { from: null, to: 0.72 },
  { from: 0.5, to: 7 },
];

async function readPart(path: string, part: Part, readBytes?: number) {
  const source = partOfSource(
    await openAudioSource(path, readBytes === undefined ? {} : { readBytes }),
    part,
  );
  const blocks = [];
  for await (const block of source.blocks()) blocks.push(block);
  return { rows: joined(blocks), expectedFrames: source.expectedFrames };
}

describe('A part of a recording', () => {
  for (const [file, isPromised] of Object.entries(FILES)) {
    it(`is what ${file} has there, to the frame, whatever is read at once`, async () => {
      const path = audioFixture(file);
      const whole = await readAudio(path);
      const seconds = whole.rows[0]!.length / whole.rateHz;
      const inSeconds = (share: number | null) => (share === null ? null : share * seconds);
      for (const { from, to } of PARTS) {
        const part = { from: inSeconds(from), to: inSeconds(to) };
        const [start, end] = [part.from ?? 0, part.to ?? seconds].map((s) =>
          Math.round(s * whole.rateHz),
        );
        const expected = whole.rows.map((row) => row.slice(start, end));
        for (const readBytes of [undefined, 61]) {
          const read = await readPart(path, part, readBytes);
          assert.deepEqual(read.rows, expected, `${from} to ${to}, ${readBytes} bytes`);
          assert.equal(read.expectedFrames, isPromised ? expected[0]!.length : undefined);
        }
      }
    });
  }

  it('begins and ends at the nearest frames', async () => {
    const sample = (_: number, frame: number) => frame;
    const open = () =>
      syntheticSource({ rateHz: 1000, channels: 1, frames: 20, blockFrames: 7, sample });
    // 3.4 ms and 9.6 ms are the frames 3 and 10 at 1 kHz
    const part = partOfSource(open(), { from: 0.0034, to: 0.0096 });
    const blocks = [];
    for await (const block of part.blocks()) blocks.push(block);
    assert.deepEqual(joined(blocks), [Float32Array.from([3, 4, 5, 6, 7, 8, 9])]);
  });

  it('has no frames where the recording ends before it', async () => {
    for (const file of ['pcm16-stereo.wav', 'piped.flac']) {
      const { rows } = await readPart(audioFixture(file), { from: 60, to: null });
      assert.deepEqual(rows, [], file);
    }
    const source = await openAudioSource(audioFixture('pcm16-stereo.wav'));
    assert.equal(partOfSource(source, { from: 60, to: null }).expectedFrames, 0);
    await source.close();
  });

  it('reads nothing behind it, and the whole is the recording itself', async () => {
    let read = 0;
    const source = syntheticSource({
      rateHz: 1000,
      channels: 1,
      frames: 1_000_000,
      blockFrames: 100,
      sample: () => read++,
    });
    for await (const block of partOfSource(source, { from: 0.15, to: 0.2 }).blocks()) {
      assert.equal(block[0]!.length, 50);
    }
    assert.equal(read, 200);
    assert.equal(partOfSource(source, WHOLE), source);
  });

  it('is cancelled while what lies before it is dropped', async () => {
    const abort = new AbortController();
    const sample = (_: number, frame: number) => {
      if (frame === 500) abort.abort();
      assert.ok(frame < 1000, 'read on');
      return 0;
    };
    const recording = { rateHz: 1000, channels: 1, frames: 100_000, blockFrames: 100, sample };
    const part = partOfSource(syntheticSource(recording), { from: 90, to: null }, abort.signal);
    await assert.rejects(
      part.blocks()[Symbol.asyncIterator]().next(),
      (error) => error instanceof OperationalError && error.code === 'cancelled',
    );
  });

  keepsTheContract(async (path, options) =>
    partOfSource(await openAudioSource(path, options), { from: 0.002, to: 0.02 }),
  );
});
