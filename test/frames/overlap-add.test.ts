import assert from 'node:assert/strict';
import { describe, it } from 'mocha';

import { Chunker } from '../../src/frames/chunker.js';
import type { Window, WindowLayout } from '../../src/frames/chunker.js';
import { OverlapAdd, type Seam } from '../../src/frames/overlap-add.js';
import { createStemBlock, stemRow, stemRows } from '../../src/signal/stem-block.js';
import type { StemBlock } from '../../src/signal/stem-block.js';
import { inBlocks, joined, worstDifference } from '../support/planar.js';
import { whiteNoise } from '../support/white-noise.js';

const CHANNELS = 2;
const STEMS = 3;
const LAYOUT = { rows: CHANNELS, windowFrames: 64, overlapFrames: 16, multipleOf: 8, minFrames: 8 };
const CONDITIONED: Seam = { kind: 'conditioned' };

type Model = (window: Window) => StemBlock;

const recording = (frames: number) => [whiteNoise(frames, 1), whiteNoise(frames, 2)];

/** A window of stems computed frame by frame from the window's input and the absolute frame. */
function pointwise(stemAt: (input: number, stem: number, frame: number) => number): Model {
  return ({ rows, frames, startFrame }) => {
    const block = createStemBlock({ channels: rows.length, stems: STEMS, frames });
    for (const [channel, row] of rows.entries()) {
      for (let stem = 0; stem < STEMS; stem++) {
        const out = stemRow(block, channel, stem);
        for (const [t, input] of row.entries()) out[t] = stemAt(input, stem, startFrame + t);
      }
    }
    return block;
  };
}

/** Stands for a sampler: not linear, and its "noise" depends on the absolute frame. */
const nonlinear = pointwise((input, stem, frame) => Math.tanh(3 * input + stem) + Math.cos(frame));

function windowsOf(rows: readonly Float32Array[], layout: WindowLayout, blockFrames: number) {
  const chunker = new Chunker(layout);
  const windows = [...inBlocks(rows, blockFrames)].flatMap((block) => chunker.push(block));
  const last = chunker.finish();
  return last === null ? windows : [...windows, last];
}

/** Everything the overlap-add gives out, push by push, and finally at the end. */
function finishedBlocks(
  windows: readonly Window[],
  model: Model,
  layout: WindowLayout = LAYOUT,
  seam = CONDITIONED,
) {
  const overlapAdd = new OverlapAdd({ channels: CHANNELS, stems: STEMS, seam, ...layout });
  return [...windows.map((window) => overlapAdd.push(window, model(window))), overlapAdd.finish()];
}

const rowsOf = (blocks: readonly StemBlock[]) => joined(blocks.map(stemRows));

/** A model that knows nothing of its neighbours: new noise in every window. */
const unrelated: Model = ({ frames, startFrame }) => ({
  channels: CHANNELS,
  stems: STEMS,
  frames,
  data: whiteNoise(CHANNELS * STEMS * frames, startFrame + 3),
});

describe('overlap-add', () => {
  for (const [windowFrames, overlapFrames, multipleOf, minFrames] of [
    [64, 16, 8, 8],
    [64, 32, 8, 40],
    [64, 0, 1, 1],
    [48, 7, 16, 16],
    [10, 1, 1, 1],
  ] as const) {
    it(`undoes the chunker to the bit for windows of ${windowFrames} with ${overlapFrames} shared`, () => {
      const layout = { rows: CHANNELS, windowFrames, overlapFrames, multipleOf, minFrames };
      const lengths = [
        1,
        5,
        windowFrames - 1,
        windowFrames,
        windowFrames + 1,
        3 * windowFrames,
        333,
      ];
      for (const frames of lengths) {
        const rows = recording(frames);
        const whole = { startFrame: 0, frames, validFrames: frames, rows };
        for (const blockFrames of [1, 7, frames]) {
          const windows = windowsOf(rows, layout, blockFrames);
          // A seam of equal values is that value, so a model that works frame by frame cannot tell
          // windows from the whole.
          assert.deepEqual(
            rowsOf(finishedBlocks(windows, nonlinear, layout)),
            stemRows(nonlinear(whole)),
            `${frames} frames in blocks of ${blockFrames}`,
          );
        }
      }
    });
  }

  it('gives out frames as soon as no later window can change them', () => {
    const blocks = finishedBlocks(windowsOf(recording(160), LAYOUT, 160), nonlinear);
    // Windows end at 64, 112 and 160; the last 16 - 8 frames of each wait for the next one.
    assert.deepEqual(
      blocks.map((block) => block.frames),
      [56, 48, 48, 8],
    );
  });

  it('gives out nothing, in the right shape, when there was no window', () => {
    const [rest] = finishedBlocks([], nonlinear);
    assert.deepEqual(rest, createStemBlock({ channels: CHANNELS, stems: STEMS, frames: 0 }));
  });

  it('tells the next window what is already finished of it, bit for bit', () => {
    const overlapAdd = new OverlapAdd({
      channels: CHANNELS,
      stems: STEMS,
      overlapFrames: 16,
      seam: CONDITIONED,
    });
    const [first, second] = windowsOf(recording(112), LAYOUT, 112);
    assert.equal(overlapAdd.conditionFor(first!), null);
    const finished = overlapAdd.push(first!, unrelated(first!));
    const condition = overlapAdd.conditionFor(second!);
    for (let stem = 0; stem < STEMS; stem++) {
      const mask = condition!.knownMask.subarray(stem * 64, (stem + 1) * 64);
      assert.deepEqual([...mask.subarray(0, 8)], new Array(8).fill(1));
      assert.deepEqual([...mask.subarray(8)], new Array(56).fill(0));
      for (let channel = 0; channel < CHANNELS; channel++) {
        const known = stemRow(condition!.known, channel, stem);
        // The second window starts at frame 48; frames up to 56 are finished.
        assert.deepEqual(known.subarray(0, 8), stemRow(finished, channel, stem).subarray(48));
        assert.deepEqual([...known.subarray(8)], new Array(56).fill(0));
      }
    }
  });

  it('fades from one window to the next with weights that rise evenly and sum to one', () => {
    const fade = (before: number, after: number) => {
      const constant: Model = ({ frames, startFrame }) => ({
        channels: CHANNELS,
        stems: STEMS,
        frames,
        data: new Float32Array(CHANNELS * STEMS * frames).fill(startFrame === 0 ? before : after),
      });
      return rowsOf(finishedBlocks(windowsOf(recording(112), LAYOUT, 112), constant))[0]!;
    };
    const [falling, rising] = [fade(1, 0), fade(0, 1)];
    for (let t = 0; t < 112; t++) {
      // Finished until 56, faded until 64; weights of eighths and a half are exact in binary.
      const weight = Math.min(1, Math.max(0, (t - 56 + 0.5) / 8));
      assert.equal(rising[t], t < 56 ? 0 : weight);
      assert.equal(falling[t]! + rising[t]!, 1);
    }
  });

  it('fades windows that know nothing of each other over all that they share, but for their edges', () => {
    const constant: Model = ({ frames, startFrame }) => ({
      channels: CHANNELS,
      stems: STEMS,
      frames,
      data: new Float32Array(CHANNELS * STEMS * frames).fill(startFrame === 0 ? 0 : 1),
    });
    for (const edgeFrames of [0, 4, 8]) {
      const windows = windowsOf(recording(112), LAYOUT, 112);
      const blocks = finishedBlocks(windows, constant, LAYOUT, { kind: 'cross-faded', edgeFrames });
      // the seam is from 48 to 64; its first frames cannot change any more
      assert.equal(blocks[0]!.frames, 48 + edgeFrames);
      const [from, to] = [48 + edgeFrames, 64 - edgeFrames];
      const row = rowsOf(blocks)[0]!;
      assert.equal(row.length, 112);
      for (const [t, value] of row.entries()) {
        // weights of sixteenths, eighths and a half are exact in binary
        const inside = Math.min(1, Math.max(0, (t - from + 0.5) / (to - from)));
        assert.equal(value, t < from ? 0 : t >= to ? 1 : inside);
      }
    }
  });

  it('tells windows nothing of each other where the seam is cross-faded', () => {
    const seam: Seam = { kind: 'cross-faded', edgeFrames: 2 };
    const overlapAdd = new OverlapAdd({
      channels: CHANNELS,
      stems: STEMS,
      overlapFrames: 16,
      seam,
    });
    const [first, second] = windowsOf(recording(112), LAYOUT, 112);
    overlapAdd.push(first!, unrelated(first!));
    assert.equal(overlapAdd.conditionFor(second!), null);
    for (const edgeFrames of [9, 0.5, -1]) {
      assert.throws(
        () =>
          new OverlapAdd({
            channels: 1,
            stems: 1,
            overlapFrames: 16,
            seam: { kind: 'cross-faded', edgeFrames },
          }),
        /edgeFrames must be an integer from 0 to 8/,
      );
    }
  });

  it('keeps the sum of the stems where every window has it', () => {
    const [left, right] = [whiteNoise(333, 1), whiteNoise(333, 2)];
    const summing: Model = (window) => {
      const block = unrelated(window);
      for (const [channel, row] of window.rows.entries()) {
        const [a, b, c] = [0, 1, 2].map((stem) => stemRow(block, channel, stem));
        for (const [t, mixture] of row.entries()) c![t] = mixture - a![t]! - b![t]!;
      }
      return block;
    };
    const rows = rowsOf(finishedBlocks(windowsOf([left, right], LAYOUT, 50), summing));
    for (const [channel, mixture] of [left, right].entries()) {
      const [a, b, c] = rows.slice(channel * STEMS, (channel + 1) * STEMS);
      const sum = a!.map((value, t) => value + b![t]! + c![t]!);
      // |stem| < 2: three of them rounded when they are made and when they are faded, and the sum
      // once, by at most 2^-24 each.
      assert.ok(worstDifference(sum, mixture) <= 7 * 2 ** -24);
    }
  });

  it('refuses windows out of order and stems of another shape', () => {
    const overlapAdd = new OverlapAdd({
      channels: CHANNELS,
      stems: STEMS,
      overlapFrames: 16,
      seam: CONDITIONED,
    });
    const [first, second, third] = windowsOf(recording(200), LAYOUT, 200);
    assert.throws(() => overlapAdd.push(second!, nonlinear(second!)), /window from 0, got 48/);
    overlapAdd.push(first!, nonlinear(first!));
    assert.throws(() => overlapAdd.conditionFor(third!), /window from 48, got 96/);
    const mono = createStemBlock({ channels: 1, stems: STEMS, frames: 64 });
    assert.throws(
      () => overlapAdd.push(second!, mono),
      /expected stems of 2 x 3 x 64, got 1 x 3 x 64/,
    );
    assert.throws(
      () => new OverlapAdd({ channels: 1, stems: 1, overlapFrames: 1.5, seam: CONDITIONED }),
      /got 1.5/,
    );
  });
});
