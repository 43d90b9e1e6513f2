/** The frame clock: blocks that arrive late now and then still tell which moment a frame was at. */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';

import { FrameClock } from '../../src/capture/frame-clock.js';
import { whiteNoise } from '../support/white-noise.js';

const RATE_HZ = 44_100;
const BLOCK_FRAMES = 512;
const START_MS = 5000;

interface Arrivals {
  readonly seconds: number;
  /** how late block n is */
  readonly lateMs?: (block: number) => number;
  /** how much faster the device runs than its rate says */
  readonly drift?: number;
  readonly keepSeconds?: number;
}

/** A clock that has heard blocks from START_MS on. */
function heard({ seconds, lateMs = () => 0, drift = 0, keepSeconds = 400 }: Arrivals): FrameClock {
  const clock = new FrameClock(RATE_HZ, keepSeconds);
  for (let block = 0; block * BLOCK_FRAMES < seconds * RATE_HZ; block++) {
    const frame = (block + 1) * BLOCK_FRAMES;
    clock.add(frame, trueMs(frame, drift) + lateMs(block));
  }
  return clock;
}

function trueMs(frame: number, drift = 0): number {
  return START_MS + (1000 * frame) / (RATE_HZ * (1 + drift));
}

/** The greatest error over the frames from second `from` to second `to`, in milliseconds. */
function worstMs(clock: FrameClock, from: number, to: number, drift = 0): number {
  let worst = 0;
  for (let frame = from * RATE_HZ; frame <= to * RATE_HZ; frame += 1000) {
    worst = Math.max(worst, Math.abs(clock.msAt(frame)! - trueMs(frame, drift)));
    const back = clock.frameAt(trueMs(frame, drift))!;
    worst = Math.max(worst, Math.abs(((back - frame) * 1000) / RATE_HZ));
  }
  return worst;
}

/** Late by up to 2 ms, any lateness as likely, and a stall of 80 ms now and then. */
function queueing(): (block: number) => number {
  const noise = whiteNoise(40_000, 1);
  const most = noise.reduce((worst, x) => Math.max(worst, Math.abs(x)), 0);
  return (block) => 1 + noise[block]! / most + (block % 200 > 190 ? 80 : 0);
}

describe('The frame clock', () => {
  it('knows nothing before the first block', () => {
    const clock = new FrameClock(RATE_HZ, 10);
    assert.equal(clock.msAt(0), undefined);
    assert.equal(clock.frameAt(0), undefined);
  });

  it('is exact where blocks come in time, before and beyond what has come, too', () => {
    // rounding of times of some 1e5 ms in 64 bits, carried through a dozen operations
    assert.ok(worstMs(heard({ seconds: 100 }), 0, 110) < 1e-7);
    assert.ok(worstMs(heard({ seconds: 2 }), 0, 4) < 1e-7);
  });

  it('follows the earliest blocks: queues and stalls do not matter', () => {
    // the least of a second's 86 uniform latenesses is 2/87 = 0.02 ms by expectation, and above 0.25 ms once in 1e5 seconds
    assert.ok(worstMs(heard({ seconds: 60, lateMs: queueing() }), 0, 60) < 0.25);
    assert.ok(worstMs(heard({ seconds: 3, lateMs: queueing() }), 0, 3) < 0.25);
  });

  for (const drift of [200e-6, -200e-6]) {
    it(`follows a device that runs ${drift * 1e6} parts in a million off, minutes back`, () => {
      const clock = heard({ seconds: 300, drift, lateMs: queueing() });
      assert.ok(worstMs(clock, 0, 300, drift) < 0.25);
    });
  }

  it('takes a gap of unknown length for the end of a line', () => {
    const clock = heard({ seconds: 30 });
    clock.breakOff();
    // 40 s pass, of which the frames' numbers know nothing
    const shiftMs = 40_000;
    for (let frame = 31 * RATE_HZ; frame < 50 * RATE_HZ; frame += BLOCK_FRAMES) {
      clock.add(frame, trueMs(frame) + shiftMs);
    }
    assert.ok(worstMs(clock, 0, 30) < 1e-7);
    const frame = 40 * RATE_HZ;
    assert.ok(Math.abs(clock.msAt(frame)! - trueMs(frame) - shiftMs) < 1e-7);
    assert.ok(Math.abs(clock.frameAt(trueMs(frame) + shiftMs)! - frame) < 1e-3);
  });

  it('remembers as long as it is told', () => {
    const clock = heard({ seconds: 100, drift: 100e-6, keepSeconds: 20 });
    assert.ok(worstMs(clock, 80, 100, 100e-6) < 0.01);
  });
});
