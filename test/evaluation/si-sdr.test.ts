/**
 * SI-SDR against values worked out by hand.
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { siSdrDb } from '../../src/evaluation/si-sdr.js';

/** The metric's e = 1e-8 against energies of 1 and more moves a level by less than 10 log10(1 + 1e-6) = 5e-6 dB. */
const EPSILON_DB = 1e-5;

describe('SI-SDR', () => {
  it('is 20 dB when an orthogonal error has a hundredth of the target’s energy', () => {
    // target energy 4, error (0.1, -0.1, 0.1, -0.1): <t, n> = 0, energy 0.04
    const target = Float32Array.of(1, 1, 1, 1);
    const estimate = target.map((value, t) => value + (t % 2 === 0 ? 0.1 : -0.1));
    assert.ok(Math.abs(siSdrDb(estimate, target) - 20) < EPSILON_DB);
  });

  it('does not depend on the estimate’s scale', () => {
    const target = Float32Array.of(1, -2, 3, 0);
    const estimate = Float32Array.of(1.5, -2, 2.5, 0.5);
    const louder = estimate.map((value) => 4 * value);
    assert.ok(Math.abs(siSdrDb(louder, target) - siSdrDb(estimate, target)) < EPSILON_DB);
  });

  it('counts the target’s own part of an estimate as signal', () => {
    // p = (2, 1), t = (1, 0): a = 2, distortion (0, 1): 10 log10(4 / 1)
    const measured = siSdrDb(Float32Array.of(2, 1), Float32Array.of(1, 0));
    assert.ok(Math.abs(measured - 10 * Math.log10(4)) < EPSILON_DB);
  });

  it('becomes minus the estimate’s energy against a silent target', () => {
    // a = e / e = 1, so the value is 10 log10(e / (|p|^2 + e)) with |p|^2 = 0.04
    const measured = siSdrDb(Float32Array.of(0.2, 0), new Float32Array(2));
    assert.ok(Math.abs(measured - 10 * Math.log10(1e-8 / 0.04)) < EPSILON_DB);
  });

  it('refuses rows of different lengths', () => {
    assert.throws(() => siSdrDb(new Float32Array(3), new Float32Array(4)), /3 frames, target 4/);
  });
});
