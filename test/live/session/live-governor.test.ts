/**
 * The governor against traces: what hops took, and which rung it is on afterwards.
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { LiveGovernor, liveRungs, type LiveRung } from '../../../src/live/session/live-governor.js';
import { liveSizes } from '../../support/live-sizes.js';

const RUNGS: readonly LiveRung[] = [
  { steps: 1, windowFrames: 8192 },
  { steps: 1, windowFrames: 16384 },
  { steps: 2, windowFrames: 16384 },
  { steps: 3, windowFrames: 16384 },
];
const BUDGET_SECONDS = 1;
/** A full step takes so many seconds. */
const costOf = (stepSeconds: number) => stepSeconds / 16384;

/** Hops on a machine where a full step takes what `stepSeconds` says; @returns the rungs they were computed with */
function drive(governor: LiveGovernor, stepSeconds: readonly number[]): LiveRung[] {
  return stepSeconds.map((step) => {
    const { rung } = governor;
    const seconds = rung.steps * rung.windowFrames * costOf(step);
    governor.observe({ rung, seconds, inTime: seconds <= BUDGET_SECONDS });
    return rung;
  });
}

const repeated = (value: number, times: number) => Array.from({ length: times }, () => value);

describe('The live governor', () => {
  it('starts with what fits into three quarters of the budget', () => {
    const start = (step: number) => new LiveGovernor(RUNGS, BUDGET_SECONDS, costOf(step)).rung;
    assert.equal(start(0.24), RUNGS[3]);
    assert.equal(start(0.26), RUNGS[2]);
    assert.equal(start(0.7), RUNGS[1]);
    assert.equal(start(0.8), RUNGS[0]);
  });

  it('takes fewer steps before a deadline is missed, when the machine slows down', () => {
    const governor = new LiveGovernor(RUNGS, BUDGET_SECONDS, costOf(0.24));
    // 5 % slower with every hop, to four times the time
    const steps = Array.from({ length: 29 }, (_, hop) => 0.24 * 1.05 ** hop);
    const rungs = drive(governor, steps);
    for (const [hop, rung] of rungs.entries()) {
      const seconds = rung.steps * rung.windowFrames * costOf(steps[hop]!);
      assert.ok(seconds <= BUDGET_SECONDS, `hop ${hop} took ${seconds}`);
    }
    assert.equal(governor.rung, RUNGS[0]);
  });

  it('goes up one rung at a time, after eight hops with room', () => {
    const governor = new LiveGovernor(RUNGS, BUDGET_SECONDS, costOf(0.7));
    const rungs = drive(governor, repeated(0.15, 60));
    const changes = rungs.flatMap((rung, hop) =>
      hop > 0 && rung !== rungs[hop - 1] ? [{ hop, rung }] : [],
    );
    assert.deepEqual(
      changes.map(({ rung }) => rung),
      [RUNGS[2], RUNGS[3]],
    );
    assert.ok(changes[0]!.hop >= 8 && changes[1]!.hop - changes[0]!.hop >= 8);
  });

  it('stays where it is while there is neither too little room nor enough', () => {
    const governor = new LiveGovernor(RUNGS, BUDGET_SECONDS, costOf(0.35));
    assert.equal(governor.rung, RUNGS[2]);
    // two steps take 62 to 82 % of the budget, three would take 93 %
    const trace = Array.from({ length: 100 }, (_, hop) => 0.31 + 0.1 * Math.abs(Math.sin(hop)));
    assert.ok(drive(governor, trace).every((rung) => rung === RUNGS[2]));
  });

  it('does not take a freeze for a slow network', () => {
    const governor = new LiveGovernor(RUNGS, BUDGET_SECONDS, costOf(0.24));
    drive(governor, repeated(0.24, 5));
    governor.observe({ rung: governor.rung, seconds: 5, inTime: false });
    assert.equal(governor.rung, RUNGS[3]);
  });

  it('goes down when a second deadline in a row is missed, and comes back when the load is gone', () => {
    const governor = new LiveGovernor(RUNGS, BUDGET_SECONDS, costOf(0.2));
    drive(governor, repeated(0.5, 2));
    assert.equal(governor.rung, RUNGS[1]);
    drive(governor, repeated(0.15, 60));
    assert.equal(governor.rung, RUNGS[3]);
  });

  it('says that hops will be late when even the cheapest rung is too slow', () => {
    const governor = new LiveGovernor(RUNGS, BUDGET_SECONDS, costOf(0.2));
    drive(governor, repeated(3, 5));
    assert.equal(governor.rung, RUNGS[0]);
    assert.ok(governor.load > 1);
  });

  it('has a ladder from the shortest window the model takes to the most steps, each dearer than the last', () => {
    const sizes = {
      windowFrames: 32768,
      hopFrames: 8192,
      lookAheadFrames: 4096,
      computeMarginFrames: 1,
    };
    const rungs = liveRungs(liveSizes(sizes), { min: 8192, multipleOf: 2048, trained: 65536 }, 3);
    assert.deepEqual(rungs, [
      { steps: 1, windowFrames: 12288 },
      { steps: 1, windowFrames: 22528 },
      { steps: 1, windowFrames: 32768 },
      { steps: 2, windowFrames: 32768 },
      { steps: 3, windowFrames: 32768 },
    ]);
  });
});
