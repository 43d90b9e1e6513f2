/**
 * The rate follower where the clocks agree: a writer hands over a block each quarter of a second, somewhat late, and a
 * device takes frames. test/slow has the clocks that differ.
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { RateFollower } from '../../src/signal/rate-follower.js';
import { whiteNoise } from '../support/white-noise.js';

const RATE_HZ = 44_100;
const HOP_FRAMES = 11_025;
const HOPS_PER_SECOND = RATE_HZ / HOP_FRAMES;
const SECONDS = 60;
const LATEST_SECONDS = 0.02;
/** by then the target has been learned */
const LEARNED_SECONDS = 14;

interface Course {
  readonly follower: RateFollower;
  /** of every hop: what waits just before it, were it on time */
  readonly queuedFrames: readonly number[];
}

function course(): Course {
  const follower = new RateFollower({ rows: 1, rateHz: RATE_HZ });
  const hops = SECONDS * HOPS_PER_SECOND;
  const lateness = whiteNoise(hops, 1, 0.5);
  const hop = [new Float32Array(HOP_FRAMES)];
  let writtenFrames = 2 * HOP_FRAMES;
  const queuedFrames = Array.from({ length: hops }, (_, index) => {
    const seconds = index / HOPS_PER_SECOND;
    const onTime = writtenFrames - seconds * RATE_HZ;
    const late = LATEST_SECONDS * (0.5 + lateness[index]!);
    writtenFrames += follower.follow(hop, onTime - late * RATE_HZ)[0]!.length;
    return onTime;
  });
  return { follower, queuedFrames: queuedFrames.slice(LEARNED_SECONDS * HOPS_PER_SECOND) };
}

describe('rate follower', () => {
  it('touches nothing while the clocks agree, however late the writer is within 20 ms', () => {
    const { follower, queuedFrames } = course();
    assert.equal(follower.excess, 0);
    assert.equal(new Set(queuedFrames.map(Math.round)).size, 1);
  });

  it('takes the level after a refill for its target', () => {
    const { follower } = course();
    const hop = [new Float32Array(HOP_FRAMES)];
    follower.relearn();
    for (let index = 0; index < LEARNED_SECONDS * HOPS_PER_SECOND; index++)
      follower.follow(hop, 5000);
    assert.ok(Math.abs(follower.targetFrames! - 5000) < 1e-6);
    assert.equal(follower.excess, 0);
  });
});
