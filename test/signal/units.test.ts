/** Frames of two rates, and how one becomes the other. What must not mix does not compile. */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import {
  modelFrames,
  nativeFrames,
  sumFrames,
  toModelFrames,
  toNativeFrames,
  wholeFrames,
} from '../../src/signal/units.js';

const RATES = { modelRateHz: 22_050, nativeRateHz: 48_000 };

describe('Frames of two rates', () => {
  it('become each other by the rates, to the next whole one where that is asked for', () => {
    assert.equal(toNativeFrames(modelFrames(147), RATES), 320);
    assert.equal(toModelFrames(nativeFrames(320), RATES), 147);
    // 48,000 / 22,050 = 2.18
    assert.equal(wholeFrames(toNativeFrames(modelFrames(1), RATES)), 3);
  });

  it('are summed with their own kind only', () => {
    assert.equal(sumFrames(modelFrames(1), modelFrames(2), modelFrames(3)), 6);
    // @ts-expect-error: of two kinds
    sumFrames(modelFrames(1), nativeFrames(2));
    // @ts-expect-error: frames of the other rate
    toNativeFrames(nativeFrames(1), RATES);
    // @ts-expect-error: of no rate
    toModelFrames(1, RATES);
  });
});
