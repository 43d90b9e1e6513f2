import assert from 'node:assert/strict';
import { describe, it } from 'mocha';

import { Chunker, cutIntoWindows } from '../../src/frames/chunker.js';
import type { Window, WindowLayout } from '../../src/frames/chunker.js';
import { streamed } from '../support/planar.js';

const LAYOUT = { rows: 2, windowFrames: 64, overlapFrames: 16, multipleOf: 8, minFrames: 24 };

/** Two rows that count frames from 1: [1 + t], [-1 - t]. */
function counting(frames: number) {
  const row = Float32Array.from({ length: frames }, (_, t) => 1 + t);
  return [row, row.map((value) => -value)];
}

async function cut(frames: number, blockFrames = 50, layout: WindowLayout = LAYOUT) {
  const windows: Window[] = [];
  for await (const window of cutIntoWindows(streamed(counting(frames), blockFrames), layout)) {
    windows.push(window);
  }
  return windows;
}

const spans = (windows: readonly Window[]) =>
  windows.map(({ startFrame, frames, validFrames }) => [startFrame, frames, validFrames]);

describe('chunker', () => {
  it('cuts no window out of nothing', async () => {
    assert.deepEqual(await cut(0), []);
  });

  it('makes one window, no longer than the model needs, of a stream shorter than a window', async () => {
    assert.deepEqual(spans(await cut(1)), [[0, 24, 1]]);
    assert.deepEqual(spans(await cut(24)), [[0, 24, 24]]);
    assert.deepEqual(spans(await cut(25)), [[0, 32, 25]]);
    assert.deepEqual(spans(await cut(64)), [[0, 64, 64]]);
  });

  it('starts another window only for frames that no window had', async () => {
    // Hop 64 - 16 = 48: full windows end at 64, 112, 160.
    assert.deepEqual(spans(await cut(65)), [
      [0, 64, 64],
      [48, 24, 17],
    ]);
    assert.deepEqual(spans(await cut(112)), [
      [0, 64, 64],
      [48, 64, 64],
    ]);
    assert.deepEqual(spans(await cut(113)), [
      [0, 64, 64],
      [48, 64, 64],
      [96, 24, 17],
    ]);
  });

  it('rounds the shortest length up to one the model takes', async () => {
    assert.deepEqual(spans(await cut(1, 50, { ...LAYOUT, minFrames: 25 })), [[0, 32, 1]]);
  });

  it('fills windows with the stream at their place and with silence behind its end', async () => {
    const stream = counting(130);
    for (const { startFrame, frames, validFrames, rows } of await cut(130)) {
      for (const [row, samples] of rows.entries()) {
        const expected = new Float32Array(frames);
        expected.set(stream[row]!.subarray(startFrame, startFrame + validFrames));
        assert.deepEqual(samples, expected);
      }
    }
  });

  it('cuts the same windows whatever the block size', async () => {
    const whole = await cut(333, 333);
    for (const blockFrames of [1, 7, 48, 64]) {
      assert.deepEqual(await cut(333, blockFrames), whole);
    }
  });

  it('gives a window in the push that fills it', () => {
    const chunker = new Chunker({ ...LAYOUT, rows: 1 });
    assert.deepEqual(chunker.push([new Float32Array(63)]), []);
    assert.deepEqual(spans(chunker.push([new Float32Array(1)])), [[0, 64, 64]]);
    assert.deepEqual(spans(chunker.push([new Float32Array(96)])), [
      [48, 64, 64],
      [96, 64, 64],
    ]);
    assert.equal(chunker.finish(), null);
  });

  it('hands out windows that later ones do not change', () => {
    const chunker = new Chunker(LAYOUT);
    const [first] = chunker.push(counting(64));
    const before = first!.rows.map((row) => row.slice());
    chunker.push(counting(500));
    assert.deepEqual(first!.rows, before);
  });

  it('refuses a layout that contradicts itself', () => {
    const refuses = (change: Partial<WindowLayout>, message: RegExp) => {
      assert.throws(() => new Chunker({ ...LAYOUT, ...change }), message);
    };
    refuses({ windowFrames: 60 }, /multiple of 8 .* got 60/);
    refuses({ minFrames: 72 }, />= 72, got 64/);
    refuses({ overlapFrames: 33 }, /from 0 to 32, got 33/);
    refuses({ overlapFrames: -1 }, /got -1/);
    refuses({ multipleOf: 0 }, /multipleOf .* got 0/);
    refuses({ rows: 0 }, /rows .* got 0/);
  });
});
