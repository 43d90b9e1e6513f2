/**
 * A live session whose results come late or not at all. Every stem is a fixed share of the mixture here, so that each
 * output sample can be written down: a share while stems are separated, the mixture or silence while it passes through.
 */
import assert from 'node:assert/strict';

import { before, describe, it } from 'mocha';

import type { SessionEvent } from '../../../src/live/session/session-event.js';
import { liveGeometry } from '../../../src/live/session/live-geometry.js';
import { presetSampling, samplingPlan } from '../../../src/sampling/sampling-settings.js';
import { loadModelFolder } from '../../../src/model/model-folder.js';
import type { ModelCard } from '../../../src/model/model-card.js';
import type { SamplingPlan } from '../../../src/sampler/sampling-plan.js';
import { heldInference, sharingInference } from '../../support/held-inference.js';
import type { HeldInference } from '../../support/held-inference.js';
import { GAUSSIAN_FOLDER } from '../../support/gaussian-model.js';
import { runLive, type LiveRun } from '../../support/live-run.js';
import { worstDifference } from '../../support/planar.js';
import { tone } from '../../support/tone.js';
import { liveSizes } from '../../support/live-sizes.js';

const RATE_HZ = 22050;
const SHARES = [0.5, 0.25, 0.125, 0.125] as const;
const SIZES = {
  windowFrames: 16384,
  hopFrames: 4096,
  lookAheadFrames: 4096,
  computeMarginFrames: 3000,
};
const BLOCK_FRAMES = 512;
const AMPLITUDE = 0.5;
const TONE_HZ = 110;
/** see live-session.test */
const SUM_ERROR = 2 ** -24;

describe('A live session that cannot keep up', () => {
  let card: ModelCard;
  let plan: SamplingPlan;
  before(async () => {
    ({ card } = await loadModelFolder(GAUSSIAN_FOLDER));
    plan = samplingPlan(card, 'separate', {
      ...presetSampling('standard', 7),
      steps: 4,
      posterior: 'consistent',
    });
  });

  const run = (
    seconds: number,
    inference: HeldInference,
    beforeBlock: LiveRun['before'] = () => undefined,
    sizes = SIZES,
  ) =>
    runLive({
      inference,
      plan,
      rateHz: RATE_HZ,
      geometry: liveGeometry(liveSizes(sizes), card, RATE_HZ),
      input: [
        tone({ hz: TONE_HZ, rateHz: RATE_HZ, frames: seconds * RATE_HZ, amplitude: AMPLITUDE }),
      ],
      blockFrames: BLOCK_FRAMES,
      before: beforeBlock,
    });

  /** Holds results between two frames of the input. */
  const frozen = (inference: HeldInference, from: number, to: number): LiveRun['before'] => {
    let held = false;
    return async (frames) => {
      if (!held && frames >= from && frames < to) {
        held = true;
        inference.hold();
      } else if (held && frames >= to) {
        held = false;
        inference.release();
        await inference.settled();
      }
    };
  };

  const delayed = (frames: number, latencyFrames: number): Float32Array => {
    const input = tone({ hz: TONE_HZ, rateHz: RATE_HZ, frames, amplitude: AMPLITUDE });
    const row = new Float32Array(frames);
    row.set(input.subarray(0, frames - latencyFrames), latencyFrames);
    return row;
  };

  const kinds = (events: readonly SessionEvent[]) => events.map(({ kind }) => kind);

  it('survives a worker that freezes for 5 seconds: one overrun, one recovery, the sum exact throughout', async () => {
    const inference = heldInference(sharingInference(card, SHARES));
    const { mix, stems, events, session } = await run(
      12,
      inference,
      frozen(inference, 3 * RATE_HZ, 8 * RATE_HZ),
    );
    assert.deepEqual(kinds(events), ['started', 'overrun', 'recovered']);
    const { latencyFrames, steps } = session.status;
    const whole = delayed(12 * RATE_HZ, latencyFrames);
    assert.ok(worstDifference(mix[0]!, whole) <= SUM_ERROR);
    assert.equal(steps, 4, 'a freeze says nothing about the network');
    const [, overrun, recovered] = events;
    assert.ok(overrun?.kind === 'overrun' && recovered?.kind === 'recovered');
    assert.equal(recovered.passedThroughFrames, recovered.frame - overrun.frame);
    assert.equal(session.status.passedThroughFrames, recovered.passedThroughFrames);
    // Five seconds, at most the hops cut at both ends, and the one that proves that results are in time again.
    const extra = recovered.passedThroughFrames - 5 * RATE_HZ;
    assert.ok(Math.abs(extra) <= 3 * SIZES.hopFrames, `${extra} frames more than the freeze`);
    const seamFrames = Math.round(0.02 * RATE_HZ);
    const expected = (share: number, passedThrough: number) =>
      whole.map((sample, n) => {
        const frame = n - latencyFrames;
        const during = frame >= overrun.frame + seamFrames && frame < recovered.frame;
        return sample * (during ? passedThrough : share);
      });
    const within = (row: Float32Array, wanted: Float32Array, from: number, to: number) =>
      worstDifference(
        row.subarray(latencyFrames + from, latencyFrames + to),
        wanted.subarray(latencyFrames + from, latencyFrames + to),
      );
    stems.forEach((row, stem) => {
      const wanted = expected(SHARES[stem]!, stem === 3 ? 1 : 0);
      // four 32-bit operations a sample, each within 2^-25, and the rounding that restoring moves
      const tolerance = 4 * 2 ** -24;
      const length = row.length - latencyFrames;
      assert.ok(within(row, wanted, 0, overrun.frame) <= tolerance);
      assert.ok(within(row, wanted, overrun.frame + seamFrames, recovered.frame) <= tolerance);
      assert.ok(within(row, wanted, recovered.frame + seamFrames, length) <= tolerance);
    });
  });

  it('goes over to the mixture and back without a click', async () => {
    const inference = heldInference(sharingInference(card, SHARES));
    const { stems, session } = await run(8, inference, frozen(inference, 3 * RATE_HZ, 5 * RATE_HZ));
    assert.equal(session.status.overruns, 1);
    const { latencyFrames } = session.status;
    // x(t) w(t) with x a tone of A sin(wt) and weights sin^2(pi t / 2S): |x''| <= A w^2, |w'| <= pi / 2S,
    // |w''| <= pi^2 / 2S^2, and a second difference is at most the greatest second derivative.
    const omega = (2 * Math.PI * TONE_HZ) / RATE_HZ;
    const seam = Math.round(0.02 * RATE_HZ);
    const bound =
      AMPLITUDE *
      (omega ** 2 + (2 * omega * Math.PI) / (2 * seam) + Math.PI ** 2 / (2 * seam ** 2));
    const rounding = 8 * 2 ** -24;
    for (const row of stems) {
      let worst = 0;
      for (let n = latencyFrames + 1; n < row.length - 1; n++) {
        worst = Math.max(worst, Math.abs(row[n + 1]! - 2 * row[n]! + row[n - 1]!));
      }
      // the session's own first frame is where the tone begins
      assert.ok(worst <= bound + rounding, `${worst} is beyond ${bound}`);
    }
  });

  it('never gives a window as known what passed through, and gives it what was sent else', async () => {
    const inference = heldInference(sharingInference(card, SHARES));
    // hops so short that what is known reaches back into the seam where stems came back
    const sizes = { ...SIZES, hopFrames: 2048 };
    const { events } = await run(8, inference, frozen(inference, 3 * RATE_HZ, 5 * RATE_HZ), sizes);
    const overrun = events.find(({ kind }) => kind === 'overrun');
    const recovered = events.find(({ kind }) => kind === 'recovered');
    assert.ok(overrun?.kind === 'overrun' && recovered?.kind === 'recovered');
    const past = sizes.windowFrames - sizes.hopFrames - sizes.lookAheadFrames;
    const { knownFrames, seamFrames } = liveGeometry(liveSizes(sizes), card, RATE_HZ);
    let known = 0;
    for (const task of inference.tasks) {
      for (let t = 0; t < task.frames; t++) {
        // startFrame counts from one full past before the session's first frame
        const frame = task.startFrame + t - past;
        const passed = frame >= overrun.frame && frame < recovered.frame + seamFrames;
        if (task.knownMask?.[t] !== 1) continue;
        known++;
        assert.ok(t < past && frame >= 0 && !passed, `frame ${frame} is known`);
        assert.equal(task.known!.data[t], Math.fround(0.5 * task.mixture![t]!));
      }
    }
    const last = inference.tasks.at(-1)!;
    assert.ok(
      known > 0 && last.knownMask!.subarray(past - knownFrames, past).every((value) => value === 1),
    );
  });

  it('passes the mixture through while no hop is in time, tells it once, and takes the cheapest rung', async () => {
    const inference = heldInference(sharingInference(card, SHARES));
    inference.hold();
    let windows = 0;
    let startFrame = 0;
    // Each window takes one and a half compute margins.
    const slow: LiveRun['before'] = async (frames) => {
      if (inference.tasks.length > windows) {
        windows = inference.tasks.length;
        startFrame = frames;
      }
      if (frames - startFrame < 1.5 * SIZES.computeMarginFrames) return;
      inference.release();
      await inference.settled();
      inference.hold();
    };
    const { mix, events, session } = await run(10, inference, slow);
    assert.equal(events.filter(({ kind }) => kind === 'overrun').length, 1);
    assert.equal(events.filter(({ kind }) => kind === 'recovered').length, 0);
    assert.equal(session.status.steps, 1);
    assert.equal(session.status.windowSeconds, 8192 / RATE_HZ);
    assert.ok(session.status.load > 1);
    const whole = delayed(10 * RATE_HZ, session.status.latencyFrames);
    assert.ok(worstDifference(mix[0]!, whole) <= SUM_ERROR);
  });

  it('passes the mixture through after the worker has failed, and goes on with another one', async () => {
    let failing = false;
    const sharing = sharingInference(card, SHARES);
    const inference = heldInference({
      card,
      sample: (task) =>
        failing ? Promise.reject(new Error('the worker stopped')) : sharing.sample(task),
    });
    const { mix, events, session } = await run(8, inference, (frames, live) => {
      failing = frames >= 2 * RATE_HZ && frames < 4 * RATE_HZ;
      if (frames >= 4 * RATE_HZ) live.continueWith(inference);
    });
    assert.deepEqual(kinds(events), ['started', 'inference-failed', 'overrun', 'recovered']);
    const whole = delayed(8 * RATE_HZ, session.status.latencyFrames);
    assert.ok(worstDifference(mix[0]!, whole) <= SUM_ERROR);
  });

  it('refuses stems that are not finite, and no later window hears of them', async () => {
    const sharing = sharingInference(card, SHARES);
    let windows = 0;
    const inference = heldInference({
      card,
      sample: async (task) => {
        const result = await sharing.sample(task);
        if (++windows >= 6 && windows < 8) result.stems.data[12_000] = NaN;
        return result;
      },
    });
    const { mix, session } = await run(8, inference);
    const whole = delayed(8 * RATE_HZ, session.status.latencyFrames);
    assert.ok(worstDifference(mix[0]!, whole) <= SUM_ERROR);
    for (const task of inference.tasks) {
      assert.ok(task.known === null || task.known.data.every(Number.isFinite));
    }
  });
});
