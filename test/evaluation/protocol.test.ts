/** What of a track the paper's protocol scores: its whole chunks. */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { paperProtocol, wholeChunks } from '../../src/evaluation/protocol.js';

function track(frames: number) {
  const stems = [0, 1].map((stem) => Float32Array.from({ length: frames }, (_, t) => stem + t));
  return { name: 'Track00001', rateHz: 22_050, stems };
}

describe('The paper’s protocol', () => {
  it('cuts 262,144 frames at the model’s rate, or at that of the published stems', () => {
    assert.deepEqual(paperProtocol(44_100), { rateHz: 44_100, chunkFrames: 262_144 });
    assert.deepEqual(paperProtocol(), { rateHz: 22_050, chunkFrames: 262_144 });
  });

  it('drops the last chunk unless it is whole', () => {
    for (const [frames, kept] of [
      [300, 300],
      [399, 300],
      [400, 400],
    ] as const) {
      const { stems } = wholeChunks(track(frames), 100);
      assert.deepEqual(stems, track(kept).stems);
    }
  });

  it('refuses a track that is shorter than a chunk', () => {
    assert.throws(() => wholeChunks(track(99), 100), {
      code: 'input-empty',
      message: /Track00001 has 99 frames at 22050 Hz, less than one chunk .*--protocol job/,
    });
  });
});
