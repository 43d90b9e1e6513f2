/**
 * Where a known stem ends and a generated one goes on: no jump, and the stem stays where it was between the channels.
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { ContinuedStem } from '../../src/clips/continued-stem.js';
import { joined } from '../support/planar.js';

const RATE_HZ = 44_100;
const KNOWN = 50_000;
const ALL = 70_000;
const sine = (hz: number, gain: number, t: number) =>
  gain * Math.sin((2 * Math.PI * hz * t) / RATE_HZ);

/** What the model has: a tone that goes on, but begins anew where it is not known any more. */
const generated = Float32Array.from({ length: ALL }, (_, t) =>
  sine(441, 0.2, t < KNOWN ? t : t + 40),
);
/** The stem itself: the tone, panned, and a room on each channel that the model knows nothing of. */
const stem = [1.5, 0.5].map((gain, channel) =>
  Float32Array.from(
    { length: KNOWN },
    (_, t) => sine(441, 0.2 * gain, t) + sine(9000 + channel, 0.01, t),
  ),
);

function continued(blockFrames: number): Float32Array[] {
  const continuing = new ContinuedStem(2, RATE_HZ);
  continuing.push(stem);
  continuing.end();
  const blocks = [];
  for (let start = 0; start < ALL; start += blockFrames) {
    blocks.push(continuing.next(generated.subarray(start, start + blockFrames)));
  }
  return joined(blocks);
}

function largestStep(row: Float32Array, start: number, end: number): number {
  let most = 0;
  for (let t = start + 1; t < end; t++) most = Math.max(most, Math.abs(row[t]! - row[t - 1]!));
  return most;
}

describe('A continued stem', () => {
  it('has no larger step where it is continued than the stem has by itself', () => {
    for (const [channel, row] of continued(4096).entries()) {
      assert.deepEqual(row.subarray(0, KNOWN), stem[channel]);
      const own = largestStep(row, 0, KNOWN);
      const atSeam = largestStep(row, KNOWN - 1, KNOWN + 2000);
      // cos^2 over 441 frames changes by at most pi / 2 / 441 a frame, between two rows below 0.4
      assert.ok(
        atSeam <= own + (0.8 * Math.PI) / 2 / 441,
        `channel ${channel}: ${atSeam}, ${own} by itself`,
      );
    }
  });

  it('stays where it is between the channels, and what is mirrored fades out', () => {
    for (const [channel, row] of continued(4096).entries()) {
      const gain = [1.5, 0.5][channel]!;
      for (let t = KNOWN + 441; t < ALL; t++) {
        // over one second the room's product with the tone is below a thousandth of the tone's own
        assert.ok(Math.abs(row[t]! - gain * generated[t]!) < 1e-3 * 0.2, `frame ${t}`);
      }
    }
  });

  it('does not depend on the blocks that it is asked for', () => {
    assert.deepEqual(continued(997), continued(ALL));
  });

  it('throws when more is asked for than is known while more may come', () => {
    const continuing = new ContinuedStem(1, RATE_HZ);
    continuing.push([new Float32Array(10)]);
    assert.throws(() => continuing.next(new Float32Array(11)), /11 frames asked for, 10 are known/);
  });
});
