/**
 * Onset agreement of click trains whose rhythms are known.
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { onsetAgreement } from '../../src/evaluation/onset-agreement.js';
import { onsetStrength } from '../../src/evaluation/onset-strength.js';
import { clickTrain } from '../support/click-train.js';

const RATE_HZ = 22_050;
const HOP_FRAMES = 256;

/** Periods of 0.50 s (120 beats a minute) and 0.45 s (134), in hops without a common divisor. */
const PERIOD_HOPS = 43;
const OTHER_PERIOD_HOPS = 39;
/** As many hops as both trains need to repeat together: each pair of phases comes exactly once. */
const TOGETHER_HOPS = PERIOD_HOPS * OTHER_PERIOD_HOPS;

/** The strength of a train: its values are as many as `hops`, ten periods of the slower train unless said. */
function train(periodHops: number, { startFrame = 128, height = 1, hops = 10 * PERIOD_HOPS } = {}) {
  const frames = 1024 + hops * HOP_FRAMES;
  const periodFrames = periodHops * HOP_FRAMES;
  return onsetStrength(clickTrain({ frames, periodFrames, startFrame, height }), RATE_HZ);
}

describe('Onset agreement', () => {
  const steady = train(PERIOD_HOPS);

  it('is 1 of a rhythm with itself, played at any level', () => {
    assert.ok(Math.abs(onsetAgreement(steady, steady) - 1) < 1e-12); // rounding of a sum of 430 doubles
    // 32-bit rounding of the samples, 6e-8, moves a correlation at its maximum only in second order
    const quieter = train(PERIOD_HOPS, { height: 0.6 });
    assert.ok(Math.abs(onsetAgreement(steady, quieter) - 1) < 1e-9);
  });

  it('is about 0 of two steady rhythms of unrelated tempo', () => {
    // Over a common period the mean of the product is the product of the means. Only the ends, where a click may be half seen
    // and windows are cut, are not periodic: 8 hops at each of 1677, with scores up to 43 / 4 in product, 16 * 10.75 / 1677 = 0.103.
    const [a, b] = [PERIOD_HOPS, OTHER_PERIOD_HOPS].map((hops) =>
      train(hops, { hops: TOGETHER_HOPS }),
    );
    assert.ok(Math.abs(onsetAgreement(a!, b!)) < 0.11);
  });

  it('is negative where one plays in the gaps of the other', () => {
    const offBeat = train(PERIOD_HOPS, { startFrame: 128 + 21 * HOP_FRAMES });
    // Pulses that never overlap: -mean^2 / variance = -w / (43 - w), where the pulses' effective width w is at least that of
    // the Hann window, 2/3 of 8.6 hops, and at most the whole of it and of the 3 hops in which the flux of a click rises.
    const agreement = onsetAgreement(steady, offBeat);
    assert.ok(agreement < -0.15 && agreement > -0.37, `${agreement}`);
  });

  it('falls with the distance of the onsets, to nothing at twice the tolerance', () => {
    // Distances in hops of 11.6 ms. Each strength is the same pulse at another place, so nothing but the distance differs.
    const agreements = [0, 1, 2, 4, 6, 12].map((hops) =>
      onsetAgreement(steady, train(PERIOD_HOPS, { startFrame: 128 + hops * HOP_FRAMES })),
    );
    for (const [i, agreement] of agreements.slice(1).entries()) {
      assert.ok(agreement < agreements[i]!, agreements.join(' '));
    }
    assert.ok(agreements[2]! > 0.5 && agreements[5]! < 0, agreements.join(' '));
  });

  /** strengths of 0 but for one value, every 10 ms */
  const single = (at: number) => ({
    values: Float64Array.from({ length: 1000 }, (_, m) => (m === at ? 1 : 0)),
    hopSeconds: 0.01,
  });

  it('lets near onsets agree as much as their Hann windows overlap', () => {
    // Weights cos^2(pi i / 10): sum 5, sum of squares 15/4, sum of products half a window (5 hops) apart 5/8.
    // Both parts have mean 1/1000 after smoothing, that is 25/1000 in the units of those sums.
    const expected = (5 / 8 - 25 / 1000) / (15 / 4 - 25 / 1000);
    // rounding in sums of 1000 doubles
    assert.ok(Math.abs(onsetAgreement(single(500), single(505)) - expected) < 1e-12);
  });

  it('hears no onset in the beginning or the end of a part that goes on evenly', () => {
    const raised = (part: ReturnType<typeof single>) => ({
      ...part,
      values: part.values.map((value) => value + 3),
    });
    const [a, b] = [single(500), single(503)];
    // a correlation does not see what is added everywhere; rounding in sums of 1000 values near 3, against an energy of 0.15
    assert.ok(Math.abs(onsetAgreement(raised(a), raised(b)) - onsetAgreement(a, b)) < 1e-10);
  });

  it('does not care which part comes first', () => {
    const other = train(OTHER_PERIOD_HOPS);
    assert.equal(onsetAgreement(steady, other), onsetAgreement(other, steady));
  });

  it('is 0 with silence', () => {
    const silent = train(PERIOD_HOPS, { height: 0 });
    assert.equal(onsetAgreement(steady, silent), 0);
    assert.equal(onsetAgreement(silent, silent), 0);
  });

  it('refuses parts that differ in length or hop', () => {
    assert.throws(
      () => onsetAgreement(steady, train(PERIOD_HOPS, { hops: 10 })),
      /430 values .* but 10 /,
    );
    assert.throws(
      () => onsetAgreement(steady, { ...steady, hopSeconds: 0.01 }),
      /every 0\.0116.* every 0\.01 s/,
    );
  });
});
