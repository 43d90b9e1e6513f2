/** The noise levels of a run against the formulas they are defined by. */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  createSchedule,
  type CurvedSchedule,
  type RefineSchedule,
  type ScheduleSpec,
} from '../../src/sampler/schedule.js';

type Curved = Extract<ScheduleSpec, CurvedSchedule>;
type Refine = Extract<ScheduleSpec, RefineSchedule>;

const RANGE = { steps: 9, sigmaMin: 1e-4, sigmaMax: 20 };
const spec = (overrides: Partial<Curved> = {}): Curved => ({
  kind: 'karras',
  rho: 7,
  ...RANGE,
  ...overrides,
});
const refine = (overrides: Partial<Refine> = {}): Refine => ({
  kind: 'refine',
  sigmaRefine: 0.1,
  ...RANGE,
  ...overrides,
});
const EVERY_KIND: readonly ScheduleSpec[] = [
  ...(['karras', 'exponential', 'linear'] as const).map((kind) => spec({ kind })),
  refine(),
];
const assertClose = (actual: number, expected: number): void => {
  // A handful of double operations and two powers: a few units in the 16th digit.
  assert.ok(Math.abs(actual / expected - 1) < 1e-13, `${actual} is not ${expected}`);
};

describe('schedule', () => {
  for (const every of EVERY_KIND) {
    const { kind } = every;
    it(`${kind}: N intervals fall strictly from exactly sigmaMax over exactly sigmaMin to 0`, () => {
      for (const steps of [2, 3, 50]) {
        const sigmas = createSchedule({ ...every, steps });
        assert.equal(sigmas.length, steps + 1);
        assert.equal(sigmas[0], 20);
        assert.equal(sigmas[steps - 1], 1e-4);
        assert.equal(sigmas[steps], 0);
        for (let i = 0; i < steps; i++) assert.ok(sigmas[i]! > sigmas[i + 1]!);
      }
    });

    it(`${kind}: one interval goes from sigmaMax to 0`, () => {
      assert.deepEqual([...createSchedule({ ...every, steps: 1 })], [20, 0]);
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

  it('refine: goes from noise alone to sigmaRefine at once, and from there in equal ratios', () => {
    const sigmas = createSchedule(refine({ steps: 4, sigmaMin: 0.02, sigmaMax: 80 }));
    assert.equal(sigmas[1], 0.1);
    // the geometric mean of 0.1 and 0.02; the kit trains on this very number (models/kit/tests/test_few_steps.py)
    assertClose(sigmas[2]!, Math.sqrt(0.1 * 0.02));
    assert.equal(sigmas[3], 0.02);
  });

  it('refine: two intervals use sigmaMin, the level at which most of an estimate is kept', () => {
    assert.deepEqual([...createSchedule(refine({ steps: 2 }))], [20, 1e-4, 0]);
  });

  it('refuses fields out of range and names the value', () => {
    assert.throws(() => createSchedule(spec({ steps: 0 })), /steps must be an integer >= 1, got 0/);
    assert.throws(() => createSchedule(spec({ steps: 2.5 })), /got 2.5/);
    assert.throws(() => createSchedule(spec({ sigmaMin: 0 })), /sigmaMin must be > 0, got 0/);
    assert.throws(() => createSchedule(spec({ sigmaMin: NaN })), /sigmaMin must be > 0, got NaN/);
    assert.throws(() => createSchedule(spec({ sigmaMax: 1e-4 })), /> sigmaMin 0.0001, got 0.0001/);
    assert.throws(() => createSchedule(spec({ sigmaMax: Infinity })), /finite.*got Infinity/);
    assert.throws(() => createSchedule(spec({ rho: 0 })), /rho must be finite and > 0, got 0/);
    for (const sigmaRefine of [1e-4, 20, NaN]) {
      const message = new RegExp(`sigmaRefine must be between.*got ${sigmaRefine}$`);
      assert.throws(() => createSchedule(refine({ sigmaRefine })), message);
    }
  });

  it('reads rho for karras only', () => {
    assert.equal(createSchedule(spec({ kind: 'linear', rho: NaN })).length, 10);
  });
});
