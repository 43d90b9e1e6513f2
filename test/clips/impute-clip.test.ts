/**
 * Imputation and generation of whole clips on the Gaussian model, whose stems are independent: what is imputed must then
 * be exactly what is generated, whatever is given.
 */
import assert from 'node:assert/strict';

import { after, before, describe, it } from 'mocha';

import { generateClip } from '../../src/clips/generate-clip.js';
import { imputeClip } from '../../src/clips/impute-clip.js';
import {
  presetSampling,
  type SamplingChoice,
  samplingPlan,
} from '../../src/sampling/sampling-settings.js';
import type { Inference } from '../../src/model/inference.js';
import { OperationalError } from '../../src/operational-error.js';
import { openGaussianInference } from '../support/gaussian-inference.js';
import { memorySink, type MemorySink } from '../support/memory-sink.js';
import { beating, syntheticSource } from '../support/synthetic-source.js';
import { stemIndex } from '../../src/signal/units.js';

const CHOICE: SamplingChoice = {
  ...presetSampling('standard', 3),
  steps: 4,
};

const BASS = 0;
const DRUMS = 1;
const PIANO = 3;
/** long enough for two seams */
const FRAMES = 150_001;

describe('Imputing and generating a clip', () => {
  let inference: Inference;
  before(async () => {
    inference = await openGaussianInference();
  });
  after(() => inference.close());

  const known = (stem: number, frames: number, rateHz: number, channels = 1) => ({
    stem: stemIndex(stem),
    source: syntheticSource({
      rateHz,
      channels,
      frames,
      blockFrames: 5000,
      sample: beating(rateHz),
    }),
  });

  async function impute(
    given: ReturnType<typeof known>[],
    generate: number[],
    channels = 1,
  ): Promise<{ sink: MemorySink; frames: number }> {
    const sink = memorySink();
    const plan = samplingPlan(inference.card, 'impute', CHOICE);
    const { frames } = await imputeClip({
      known: given,
      generate: generate.map(stemIndex),
      plan,
      inference,
      sink,
      channels,
      onEvent: () => undefined,
    });
    return { sink, frames };
  }

  async function generate(frames: number): Promise<MemorySink> {
    const sink = memorySink();
    const plan = samplingPlan(inference.card, 'generate', CHOICE);
    await generateClip({ frames, plan, inference, sink, onEvent: () => undefined });
    return sink;
  }

  it('imputes, across chunks, the very samples that generation gives', async () => {
    const generated = await generate(FRAMES);
    const { sink } = await impute([known(BASS, FRAMES, 22050)], [PIANO, DRUMS]);
    assert.deepEqual(sink.row(0, 0), generated.row(0, PIANO));
    assert.deepEqual(sink.row(0, 1), generated.row(0, DRUMS));
  });

  it('continues across chunks as if the clip were one: a longer clip begins with the shorter', async () => {
    const short = await generate(40_000);
    const long = await generate(FRAMES);
    assert.deepEqual(long.row(0, BASS).subarray(0, 40_000), short.row(0, BASS));
  });

  it('lasts as long as the longest known stem, at its rate, on every channel alike', async () => {
    const rateHz = 44_100;
    const { sink, frames } = await impute(
      [known(BASS, 30_000, rateHz), known(DRUMS, 50_001, rateHz, 2)],
      [PIANO],
      2,
    );
    assert.equal(frames, 50_001);
    assert.equal(sink.row(0, 0).length, 50_001);
    assert.deepEqual(sink.row(1, 0), sink.row(0, 0));
  });

  it('refuses known stems of different rates, naming both', async () => {
    await assert.rejects(
      impute([known(BASS, 100, 44_100), known(DRUMS, 100, 48_000)], [PIANO]),
      (error) =>
        error instanceof OperationalError &&
        error.code === 'bad-argument' &&
        /44100 Hz.*48000 Hz/.test(error.message),
    );
  });
});
