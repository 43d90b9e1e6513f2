/**
 * The live session on the Gaussian model, through the worker and onnxruntime, driven by input frames.
 */
import assert from 'node:assert/strict';

import { after, before, describe, it } from 'mocha';

import { liveGeometry } from '../../../src/live/session/live-geometry.js';
import { presetSampling, samplingPlan } from '../../../src/sampling/sampling-settings.js';
import type { Inference } from '../../../src/model/inference.js';
import type { SamplingPlan } from '../../../src/sampler/sampling-plan.js';
import type { PlanarBlock } from '../../../src/signal/planar-block.js';
import { openGaussianInference } from '../../support/gaussian-inference.js';
import { heldInference } from '../../support/held-inference.js';
import { runLive } from '../../support/live-run.js';
import { rms } from '../../../src/signal/level.js';
import { worstDifference } from '../../support/planar.js';
import { whiteNoise } from '../../support/white-noise.js';
import { liveSizes } from '../../support/live-sizes.js';

const MODEL_RATE_HZ = 22050;
const SIZES = { windowFrames: 16384, hopFrames: 4096, lookAheadFrames: 4096 };

/** Half the spacing of 32-bit floats at full scale for the stems' sum (signal/restore), and once more for storing it. */
const SUM_ERROR = 2 ** -24;

describe('A live session', () => {
  let inner: Inference;
  let plan: SamplingPlan;
  before(async () => {
    inner = await openGaussianInference();
    plan = samplingPlan(inner.card, 'separate', {
      ...presetSampling('standard', 7),
      steps: 2,
      posterior: 'consistent',
    });
  });
  after(() => inner.close());

  const geometryAt = (rateHz: number) =>
    liveGeometry(liveSizes({ ...SIZES, computeMarginFrames: 4200 }), inner.card, rateHz);

  const run = (rateHz: number, input: PlanarBlock, blockFrames: number) =>
    runLive({
      inference: heldInference(inner),
      plan,
      rateHz,
      geometry: geometryAt(rateHz),
      input,
      blockFrames,
    });

  for (const { rateHz, channels } of [
    { rateHz: 22050, channels: 2 },
    { rateHz: 44100, channels: 1 },
    { rateHz: 44100, channels: 2 },
    { rateHz: 48000, channels: 2 },
    { rateHz: 96000, channels: 1 },
  ]) {
    it(`gives stems that sum to the input, latencyFrames later, at ${channels} x ${rateHz} Hz`, async () => {
      const input = Array.from({ length: channels }, (_, c) => whiteNoise(2 * rateHz + 77, c + 1));
      const { stems, mix, session, events } = await run(rateHz, input, 512);
      const { latencyFrames } = session.status;
      assert.deepEqual(
        events.map(({ kind }) => kind),
        ['started'],
      );
      input.forEach((row, channel) => {
        const delayed = new Float32Array(row.length);
        delayed.set(row.subarray(0, row.length - latencyFrames), latencyFrames);
        assert.ok(worstDifference(mix[channel]!, delayed) <= SUM_ERROR);
        const first = stems[channel * 4]!;
        assert.equal(
          worstDifference(first.subarray(0, latencyFrames), new Float32Array(latencyFrames)),
          0,
        );
      });
    });
  }

  it('delays a click by the latency it reports, to the frame', async () => {
    const click = new Float32Array(3 * MODEL_RATE_HZ);
    const at = 30_011;
    click[at] = 1;
    const { mix, session } = await run(MODEL_RATE_HZ, [click], 256);
    assert.equal(mix[0]!.indexOf(1), at + session.status.latencyFrames);
  });

  it('gives stems of nothing where a channel is digital silence', async () => {
    const input = [whiteNoise(90_000, 3), whiteNoise(90_000, 4)];
    const [from, to] = [20_000, 30_000];
    input[0]!.fill(0, from, to);
    const { stems, session } = await run(44100, input, 333);
    const { latencyFrames } = session.status;
    const nothing = new Float32Array(to - from);
    for (const [row, samples] of stems.entries()) {
      const there = samples.slice(from + latencyFrames, to + latencyFrames);
      if (row < 4) assert.deepEqual(there, nothing);
      else assert.ok(rms([there]) > 0);
    }
  });

  it('does not depend on the block size, to the bit', async () => {
    // one hop behind the latency, and a bit of the next
    const input = [whiteNoise(45_000, 3)];
    const reference = await run(44100, input, 4096);
    for (const blockFrames of [1, 64, 1000]) {
      const { stems } = await run(44100, input, blockFrames);
      assert.deepEqual(stems, reference.stems, `blocks of ${blockFrames}`);
    }
  });

  it('gives the stems that one long window gives, where the model hears every frame by itself', async () => {
    const input = whiteNoise(3 * MODEL_RATE_HZ, 5);
    const { stems, session } = await run(MODEL_RATE_HZ, [input], 512);
    // Noise is drawn by absolute frame, and the session counts from one full past before its first.
    const past = SIZES.windowFrames - SIZES.hopFrames - SIZES.lookAheadFrames;
    const frames = Math.ceil((past + input.length) / 2048) * 2048;
    const mixture = new Float32Array(frames);
    mixture.set(input, past);
    const whole = await inner.sample({
      plan,
      channels: 1,
      frames,
      startFrame: 0,
      mixture,
      known: null,
      knownMask: null,
    });
    const { latencyFrames } = session.status;
    stems.forEach((row, stem) => {
      const start = stem * frames + past;
      const expected = whole.stems.data.subarray(start, start + row.length - latencyFrames);
      // Restoring moves what the four stems miss of the mixture, a rounding of 2^-24 each, to one of them.
      assert.ok(worstDifference(row.subarray(latencyFrames), expected) <= 4 * 2 ** -24);
    });
  });
});
