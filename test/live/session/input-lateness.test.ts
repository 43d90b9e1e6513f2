/** How late input was read: blocks of 100 frames at 1000 Hz, so that a frame is a millisecond. */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { InputLateness } from '../../../src/live/session/input-lateness.js';

const RATE_HZ = 1000;
const FRAMES = 100;

/** The block that ends at a frame. */
const blockTo = (endFrame: number, afterGap = false) => ({
  startFrame: endFrame - FRAMES,
  afterGap,
  rows: [new Float32Array(FRAMES)],
});

describe('input lateness', () => {
  it('is nothing before the first block, and nothing for blocks that come in as they are recorded', () => {
    const lateness = new InputLateness(RATE_HZ);
    assert.equal(lateness.framesAt(77), 0);
    for (let endFrame = FRAMES; endFrame <= 1000; endFrame += FRAMES) {
      lateness.note(blockTo(endFrame), endFrame + 5);
      assert.equal(lateness.framesAt(endFrame + 5), 0);
    }
  });

  it('is how much later than the earliest a block came, and grows until it is dealt with', () => {
    const lateness = new InputLateness(RATE_HZ);
    lateness.note(blockTo(100), 100);
    // two at once: the first of them 100 ms late
    lateness.note(blockTo(200), 300);
    assert.equal(lateness.framesAt(300), 100);
    lateness.note(blockTo(300), 300);
    assert.equal(lateness.framesAt(300), 0);
    assert.equal(lateness.framesAt(307), 7);
  });

  it('begins anew after a gap of unknown length', () => {
    const lateness = new InputLateness(RATE_HZ);
    lateness.note(blockTo(100), 100);
    lateness.note(blockTo(200, true), 5000);
    assert.equal(lateness.framesAt(5000), 0);
    lateness.note(blockTo(300), 5120);
    assert.equal(lateness.framesAt(5120), 20);
  });
});
