/**
 * The rate follower between two simulated clocks: a writer that hands over a block each quarter of a second by its own,
 * somewhat late, and a device that takes frames by another.
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { RateFollower } from '../../src/signal/rate-follower.js';
import { whiteNoise } from '../support/white-noise.js';

const RATE_HZ = 44_100;
const HOP_FRAMES = 11_025;
const HOPS_PER_SECOND = RATE_HZ / HOP_FRAMES;
const MINUTES = 10;
const LATEST_SECONDS = 0.02;
/** The dead zone, and four deviations of the smoothed lateness of 20 hops (57 frames each): it may hide so much at either end. */
const MOST_FRAMES = 512 + 4 * 57;
/** by then the target has been learned */
const LEARNED_SECONDS = 14;

interface Course {
  readonly follower: RateFollower;
  /** of every hop: what waits just before it and at the input, were it on time */
  readonly waitingFrames: readonly number[];
}

function course(devicePartsPerMillion: number): Course {
  const deviceHz = RATE_HZ * (1 + devicePartsPerMillion * 1e-6);
  const follower = new RateFollower({ rows: 1, rateHz: RATE_HZ });
  const hops = MINUTES * 60 * HOPS_PER_SECOND;
  const lateness = whiteNoise(hops, 1, 0.5);
  const hop = [new Float32Array(HOP_FRAMES)];
  let writtenFrames = 2 * HOP_FRAMES;
  const waitingFrames = Array.from({ length: hops }, (_, index) => {
    const seconds = index / HOPS_PER_SECOND;
    const onTime = writtenFrames - seconds * deviceHz;
    const late = LATEST_SECONDS * (0.5 + lateness[index]!);
    writtenFrames += follower.follow(hop, onTime - late * deviceHz)[0]!.length;
    return onTime;
  });
  return { follower, waitingFrames: waitingFrames.slice(LEARNED_SECONDS * HOPS_PER_SECOND) };
}

describe('rate follower over ten minutes', () => {
  for (const parts of [100, -100]) {
    it(`holds the queue within its dead zone for ten minutes when the device is off by ${parts} parts in a million`, () => {
      const { follower, waitingFrames } = course(parts);
      const span = Math.max(...waitingFrames) - Math.min(...waitingFrames);
      // without it the queue would move by 100e-6 * 44100 * 600 = 2646 frames
      assert.ok(span < MOST_FRAMES, `${span} frames`);
      // the mean of 20 uniform latenesses of 882 frames is off by 57 frames, times P = 0.9 parts a frame: 52
      assert.ok(Math.abs(follower.excess + parts * 1e-6) < 60e-6, String(follower.excess));
    });
  }
});
