/** The noise levels of a run against the formulas they are defined by. */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ScheduleSpec } from '../../src/sampler/sampling-plan.js';
import { createSchedule } from '../../src/sampler/schedule.js';

const KINDS = ['karras', 'exponential', 'linear'] as const;
const spec = (overrides: Partial<ScheduleSpec> = {}): ScheduleSpec => ({
  kind: 'karras',
  steps: 9,
  sigmaMin: 1e-4,
  sigmaMax: 20,
  rho: 7,
  ...overrides,
});
const assertClose = (actual: number, expected: number): void => {
  // A handful of double operations and two powers: a few units in the 16th digit.
  assert.ok(Math.abs(actual / expected - 1) < 1e-13, `${actual} is not ${expected}`);
};

describe('schedule', () => {
  for (const kind of KINDS) {
    it(`${kind}: N intervals fall strictly from exactly sigmaMax over exactly sigmaMin to 0`, () => {
      for (const steps of [2, 3, 50]) {
        const sigmas = createSchedule(spec({ kind, steps }));
        assert.equal(sigmas.length, steps + 1);
        assert.equal(sigmas[0], 20);
        assert.equal(sigmas[steps - 1], 1e-4);
        assert.equal(sigmas[steps], 0);
        for (let i = 0; i < steps; i++) assert.ok(sigmas[i]! > sigmas[i + 1]!);
      }
    });

    it(`${kind}: one interval goes from sigmaMax to 0`, () => {
      assert.deepEqual([...createSchedule(spec({ kind, steps: 1 }))], [20, 0]);
    });
  }

  it('karras: the rho-th roots of the levels are equally spaced', () => {
    const roots = createSchedule(spec()).map((sigma) => sigma ** (1 / 7));
    for (let i = 1; i < 9; i++) {
      assertClose(roots[i - 1]! - roots[i]!, (20 ** (1 / 7) - 1e-4 ** (1 / 7)) / 8);
    }
  });

  it('karras with rho = 1 is linear', () => {
    const straight = createSchedule(spec({ kind: 'linear' }));
    createSchedule(spec({ rho: 1 })).forEach((sigma, i) => {
      if (i < 9) assertClose(sigma, straight[i]!);
    });
  });

  it('exponential: each level is the same fraction of the one before', () => {
    const sigmas = createSchedule(spec({ kind: 'exponential' }));
    for (let i = 1; i < 9; i++) assertClose(sigmas[i]! / sigmas[i - 1]!, (1e-4 / 20) ** (1 / 8));
  });

  it('refuses fields out of range and names the value', () => {
    assert.throws(() => createSchedule(spec({ steps: 0 })), /steps must be an integer >= 1, got 0/);
    assert.throws(() => createSchedule(spec({ steps: 2.5 })), /got 2.5/);
    assert.throws(() => createSchedule(spec({ sigmaMin: 0 })), /sigmaMin must be > 0, got 0/);
    assert.throws(() => createSchedule(spec({ sigmaMin: NaN })), /sigmaMin must be > 0, got NaN/);
    assert.throws(() => createSchedule(spec({ sigmaMax: 1e-4 })), /> sigmaMin 0.0001, got 0.0001/);
    assert.throws(() => createSchedule(spec({ sigmaMax: Infinity })), /finite.*got Infinity/);
    assert.throws(() => createSchedule(spec({ rho: 0 })), /rho must be finite and > 0, got 0/);
  });

  it('reads rho for karras only', () => {
    assert.equal(createSchedule(spec({ kind: 'linear', rho: NaN })).length, 10);
  });
});
