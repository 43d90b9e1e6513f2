/**
 * Separation of a whole recording, through the worker and onnxruntime, on the Gaussian model: there every sample's
 * answer is known, so seams, rates and block sizes can be checked exactly.
 */
import assert from 'node:assert/strict';

import { after, before, describe, it } from 'mocha';

import type { ClipEvent } from '../../src/clips/clip-event.js';
import { chunkGeometry } from '../../src/clips/chunk-geometry.js';
import type { ClipReport } from '../../src/clips/clip-report.js';
import {
  presetSampling,
  type SamplingChoice,
  samplingPlan,
} from '../../src/sampling/sampling-settings.js';
import { separateClip } from '../../src/clips/separate-clip.js';
import type { Inference } from '../../src/model/inference.js';
import { OperationalError } from '../../src/operational-error.js';
import { rms } from '../../src/signal/level.js';
import { openGaussianInference } from '../support/gaussian-inference.js';
import { memorySink, type MemorySink } from '../support/memory-sink.js';
import { beating, syntheticSource, type SyntheticRecording } from '../support/synthetic-source.js';

const CHOICE: SamplingChoice = {
  ...presetSampling('standard', 7),
  steps: 3,
  posterior: 'consistent',
};

/** Float32 stems at the scale of full scale: rounding of the last sum is below 2^-24, that is -144 dBFS. */
const SUM_ERROR_DBFS = -140;

describe('Separating a clip', () => {
  let inference: Inference;
  before(async () => {
    inference = await openGaussianInference();
  });
  after(() => inference.close());

  const recording = (changes: Partial<SyntheticRecording> = {}): SyntheticRecording => {
    const rateHz = changes.rateHz ?? 22050;
    return {
      rateHz,
      channels: 1,
      frames: rateHz,
      blockFrames: 4096,
      sample: beating(rateHz),
      ...changes,
    };
  };

  async function run(
    spec: SyntheticRecording,
    options: {
      choice?: SamplingChoice;
      signal?: AbortSignal;
      onEvent?: (event: ClipEvent) => void;
    } = {},
  ): Promise<{ sink: MemorySink; report: ClipReport }> {
    const sink = memorySink();
    const report = await separateClip({
      source: syntheticSource(spec),
      plan: samplingPlan(inference.card, 'separate', options.choice ?? CHOICE),
      inference,
      sink,
      stored: (sample) => sample,
      onEvent: options.onEvent ?? (() => undefined),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    return { sink, report };
  }

  for (const { rateHz, channels } of [
    { rateHz: 8000, channels: 1 },
    { rateHz: 22050, channels: 2 },
    { rateHz: 44100, channels: 2 },
    { rateHz: 48000, channels: 1 },
    { rateHz: 96000, channels: 1 },
  ]) {
    it(`gives stems that sum to a recording of ${channels} x ${rateHz} Hz, frame for frame`, async () => {
      const spec = recording({ rateHz, channels, frames: rateHz + 137 });
      const { sink, report } = await run(spec);
      assert.equal(report.frames, spec.frames);
      let worst = 0;
      for (let channel = 0; channel < channels; channel++) {
        const rows = inference.card.stems.map((_, stem) => sink.row(channel, stem));
        for (let t = 0; t < spec.frames; t++) {
          const sum = rows.reduce((total, row) => total + row[t]!, 0);
          worst = Math.max(worst, Math.abs(sum - Math.fround(spec.sample(channel, t))));
        }
      }
      assert.ok(20 * Math.log10(worst) < SUM_ERROR_DBFS, `worst sum error ${worst}`);
      assert.ok(report.sumErrorDbfs !== null && report.sumErrorDbfs < SUM_ERROR_DBFS);
    });
  }

  it('ends with the chunk’s name where the network gives what is not finite', async () => {
    const rateHz = 22050;
    const quiet = beating(rateHz);
    // no reader gives that; the network makes of it what one that overflows makes of a loud passage
    const sample = (channel: number, frame: number) =>
      frame === 30_000 ? Infinity : quiet(channel, frame);
    await assert.rejects(run(recording({ frames: 60_000, sample })), {
      code: 'inference-failed',
      message: /on the chunk from [\d.]+ s to [\d.]+ s gives numbers that are not finite/,
    });
  });

  it('has no error at a seam: chunks give the very samples that one long chunk gives', async () => {
    // With a pointwise denoiser and noise drawn by absolute frame, cutting must change nothing, to the bit.
    const { windowFrames } = chunkGeometry(inference.card);
    const frames = Math.round(2.6 * windowFrames);
    const spec = recording({ frames });
    const { sink, report } = await run(spec);
    assert.ok(report.chunks >= 3, `${report.chunks} chunks`);
    const mixture = Float32Array.from({ length: frames }, (_, t) => spec.sample(0, t));
    const padded = new Float32Array(Math.ceil(frames / 2048) * 2048);
    padded.set(mixture);
    const whole = await inference.sample({
      plan: samplingPlan(inference.card, 'separate', CHOICE),
      channels: 1,
      frames: padded.length,
      startFrame: 0,
      mixture: padded,
      known: null,
      knownMask: null,
    });
    inference.card.stems.forEach((name, stem) => {
      const expected = whole.stems.data.subarray(
        stem * whole.stems.frames,
        stem * whole.stems.frames + frames,
      );
      let worst = 0;
      const row = sink.row(0, stem);
      for (let t = 0; t < frames; t++) worst = Math.max(worst, Math.abs(row[t]! - expected[t]!));
      // At the model's own rate restoring adds only x - sum of stems, which is rounding: below 4 x 2^-25 here.
      assert.ok(worst < 2 ** -22, `${name} differs by ${worst}`);
    });
  });

  it('does not depend on the block size of the reader', async () => {
    const spec = recording({ rateHz: 44100, frames: 60_000, channels: 2 });
    const reference = await run({ ...spec, blockFrames: 60_000 });
    for (const blockFrames of [61, 8192]) {
      const { sink } = await run({ ...spec, blockFrames });
      for (let stem = 0; stem < 4; stem++) {
        assert.deepEqual(sink.row(1, stem), reference.sink.row(1, stem));
      }
    }
  });

  it('gives the same bytes for the same seed, and others for another', async () => {
    const spec = recording({ frames: 30_000 });
    const first = await run(spec);
    const second = await run(spec);
    const other = await run(spec, { choice: { ...CHOICE, seed: 8 } });
    assert.deepEqual(second.sink.row(0, 2), first.sink.row(0, 2));
    assert.notDeepEqual(other.sink.row(0, 2), first.sink.row(0, 2));
  });

  it('keeps a mono recording mono when it is stored as stereo', async () => {
    const mono = beating(22050);
    const spec = recording({ channels: 2, sample: (_, frame) => mono(0, frame), frames: 20_000 });
    const { sink } = await run(spec);
    for (let stem = 0; stem < 4; stem++) assert.deepEqual(sink.row(1, stem), sink.row(0, stem));
  });

  for (const posterior of ['consistent', 'dirac', 'gaussian'] as const) {
    it(`gives stems of nothing where a channel is digital silence, with ${posterior}`, async () => {
      const rateHz = 44_100;
      const sound = beating(rateHz);
      const frames = rateHz / 2;
      const [from, to] = [9000, 15_000];
      const isSilent = (channel: number, t: number) => channel === 1 || (t >= from && t < to);
      const { sink } = await run(
        recording({
          rateHz,
          channels: 2,
          frames,
          sample: (channel, t) => (isSilent(channel, t) ? 0 : sound(channel, t)),
        }),
        { choice: { ...CHOICE, posterior } },
      );
      for (let stem = 0; stem < 4; stem++) {
        assert.deepEqual(sink.row(0, stem).slice(from, to), new Float32Array(to - from));
        assert.deepEqual(sink.row(1, stem), new Float32Array(frames));
        assert.ok(rms([sink.row(0, stem).subarray(0, from)]) > 0);
      }
    });
  }

  it('tells progress up to one, and chunks that cover every frame once', async () => {
    const events: ClipEvent[] = [];
    const spec = recording({ frames: 150_000 });
    await run(spec, { onEvent: (event) => events.push(event) });
    const fractions = events.flatMap((event) =>
      event.kind === 'progress' ? [event.fraction!] : [],
    );
    assert.equal(fractions.at(-1), 1);
    assert.ok(fractions.every((fraction, i) => i === 0 || fraction >= fractions[i - 1]!));
    let nextFrame = 0;
    for (const event of events) {
      if (event.kind !== 'chunk') continue;
      assert.equal(event.startFrame, nextFrame);
      nextFrame += event.frameCount;
    }
    assert.equal(nextFrame, spec.frames);
  });

  it('stops when it is cancelled, with the code "cancelled"', async () => {
    const controller = new AbortController();
    let chunks = 0;
    const job = run(recording({ frames: 1_000_000 }), {
      signal: controller.signal,
      onEvent: (event) => {
        if (event.kind === 'chunk' && ++chunks === 2) controller.abort();
      },
    });
    await assert.rejects(
      job,
      (error) => error instanceof OperationalError && error.code === 'cancelled',
    );
    // one window may have been finished ahead of the one that was being written
    assert.ok(chunks <= 3, `${chunks} chunks after the cancellation`);
  });
});
