/** Separation in one step by a graph of its own: when it is used, what it gives, and that nothing else changes. */
import assert from 'node:assert/strict';
import { cp, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, it } from 'mocha';

import { separationGeometry } from '../../src/clips/chunk-geometry.js';
import { DEFAULTS } from '../../src/config/settings.js';
import type { DenoiserCard } from '../../src/model/denoiser-card.js';
import { denoiserCardOf } from '../../src/model/denoiser-card-of.js';
import type { SamplingTask } from '../../src/model/inference.js';
import { loadModelFolder } from '../../src/model/model-folder.js';
import { findModel } from '../../src/model/model-library.js';
import { openModelSession, openSeparationSession } from '../../src/model/model-session.js';
import { bindDenoiser } from '../../src/model/onnx-denoiser.js';
import { separatesInOneStep } from '../../src/model/one-step-separation.js';
import { openDenoiser } from '../../src/model/open-denoiser.js';
import type { OpenedModel } from '../../src/model/opened-model.js';
import { bindSeparation } from '../../src/model/separate-on-session.js';
import type { DiffusionPlan } from '../../src/sampler/sampling-plan.js';
import { presetSampling, samplingPlan } from '../../src/sampling/sampling-settings.js';
import { createStemBlock } from '../../src/signal/stem-block.js';
import {
  LAMBDA,
  MASKED_GAUSSIAN_FOLDER,
  noiseBlock,
  SEPARATING_GAUSSIAN_FOLDER,
} from '../support/gaussian-model.js';
import { separationTask, type TaskChanges } from '../support/sampling-task.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

/** From noise alone at the card's highest level. */
const ONE_STEP: Partial<DiffusionPlan> = {
  schedule: { kind: 'karras', steps: 1, sigmaMin: 1e-3, sigmaMax: 20, rho: 7 },
  solver: { kind: 'euler', churn: 0 },
  resamplings: 1,
};

/** [what is asked for, the plan's changes] */
const OTHER_PLANS: readonly (readonly [string, Partial<DiffusionPlan>])[] = [
  ['two steps', { schedule: { kind: 'karras', steps: 2, sigmaMin: 1e-3, sigmaMax: 20, rho: 7 } }],
  [
    'a lower level',
    { schedule: { kind: 'karras', steps: 1, sigmaMin: 1e-3, sigmaMax: 1, rho: 7 } },
  ],
  ['churn', { solver: { kind: 'euler', churn: 2 } }],
  ['correction', { resamplings: 2 }],
  ['projdiff', { solver: { kind: 'projdiff', churn: 0 } }],
  ['more views than the graph has', { views: 4 }],
  ['the published posterior', { posterior: { kind: 'dirac', constrainedStem: 0 } }],
];

function oneStepTask(changes: TaskChanges = {}): SamplingTask<DiffusionPlan> {
  return separationTask({ ...changes, plan: { ...ONE_STEP, ...changes.plan } });
}

async function withOpened<Result>(
  folder: string,
  use: (model: OpenedModel, card: DenoiserCard) => Promise<Result>,
): Promise<Result> {
  const loaded = await loadModelFolder(folder);
  const card = denoiserCardOf(loaded.card);
  const model = await openDenoiser({ ...loaded, card }, { provider: 'cpu', threads: 1 });
  try {
    return await use(model, card);
  } finally {
    await model.release();
  }
}

describe('separation in one step', () => {
  it('is what a card with such a graph does from noise alone, by any number of views', async () => {
    const { card } = await loadModelFolder(SEPARATING_GAUSSIAN_FOLDER);
    assert.ok(separatesInOneStep(card, oneStepTask().plan));
    assert.ok(separatesInOneStep(card, oneStepTask({ plan: { views: 3, seed: 9 } }).plan));
    const { card: without } = await loadModelFolder(MASKED_GAUSSIAN_FOLDER);
    assert.ok(!separatesInOneStep(without, oneStepTask().plan));
  });

  for (const [what, changes] of OTHER_PLANS) {
    it(`is not what ${what} means`, async () => {
      const { card } = await loadModelFolder(SEPARATING_GAUSSIAN_FOLDER);
      assert.ok(!separatesInOneStep(card, oneStepTask({ plan: changes }).plan));
    });
  }

  it('is what every preset of the released model separates by', async () => {
    const { card } = await findModel(DEFAULTS.model, DEFAULTS.modelFolders);
    for (const preset of ['draft', 'standard', 'best'] as const) {
      const plan = samplingPlan(card, 'separate', presetSampling(preset, 0));
      assert.ok(separatesInOneStep(card, plan), preset);
    }
  });

  it('gives the closed form, stems that sum to the mixture, the same for every seed', () =>
    withOpened(SEPARATING_GAUSSIAN_FOLDER, async (model) => {
      const spread = LAMBDA.map((lambda) => (lambda * 400) / (lambda + 400));
      const total = spread.reduce((a, b) => a + b);
      const results = [];
      for (const seed of [1, 2]) {
        const task = oneStepTask({ plan: { seed } });
        const mixture = task.mixture!.slice();
        const { stems, evaluations } = await model.sample(task, {});
        assert.equal(evaluations, 1);
        stems.data.forEach((value, i) => {
          const channel = Math.floor(i / (stems.stems * stems.frames));
          const stem = Math.floor(i / stems.frames) % stems.stems;
          const y = mixture[channel * stems.frames + (i % stems.frames)]!;
          // a product in 32 bits and its share of the sum's rounding: two steps of the mixture's size
          assert.ok(
            Math.abs(value - (spread[stem]! / total) * y) <= 2 ** -22 * Math.abs(y) + 1e-12,
          );
        });
        results.push(stems.data);
      }
      assert.deepEqual(results[0], results[1]);
    }));

  it('adds what the other views say otherwise, and shares out what they leave of the mixture', () =>
    withOpened(SEPARATING_GAUSSIAN_FOLDER, async (model) => {
      const task = oneStepTask({ plan: { views: 3 } });
      const mixture = task.mixture!.slice();
      const { stems } = await model.sample(task, {});
      const spread = LAMBDA.map((lambda) => (lambda * 400) / (lambda + 400));
      const total = spread.reduce((a, b) => a + b);
      // D_hop = share y hop / 512 at the hops 512, 576 and 544; what is too much is taken from all alike
      const mean = (512 + 576 + 544) / 3 / 512;
      stems.data.forEach((value, i) => {
        const channel = Math.floor(i / (stems.stems * stems.frames));
        const share = spread[Math.floor(i / stems.frames) % stems.stems]! / total;
        const y = mixture[channel * stems.frames + (i % stems.frames)]!;
        const wanted = y * (share * mean + (1 - mean) / stems.stems);
        // a handful of roundings of values no larger than the mixture
        assert.ok(Math.abs(value - wanted) <= 2 ** -20 * Math.abs(y) + 1e-12);
      });
    }));

  it('takes none of the first graph: without it, stems are separated but not imputed', () =>
    withTemporaryFolder(async (folder) => {
      const copy = join(folder, 'copy');
      await cp(SEPARATING_GAUSSIAN_FOLDER, copy, { recursive: true });
      const loaded = await loadModelFolder(copy);
      await rename(join(copy, 'model.onnx'), join(copy, 'away.onnx'));
      const card = denoiserCardOf(loaded.card);
      const model = await openDenoiser({ ...loaded, card }, { provider: 'cpu', threads: 1 });
      try {
        await model.sample(oneStepTask(), {});
        const known = createStemBlock({ channels: 2, stems: 4, frames: 2048 });
        const knownMask = new Float32Array(4 * 2048).fill(1, 0, 2048);
        await assert.rejects(model.sample(oneStepTask({ known, knownMask }), {}), {
          code: 'model-invalid',
        });
        // the file is back: what was missing once is not missing for ever
        await rename(join(copy, 'away.onnx'), join(copy, 'model.onnx'));
        await model.sample(oneStepTask({ known, knownMask }), {});
      } finally {
        await model.release();
      }
    }));

  it('reports each view, and hears a cancel between two', () =>
    withOpened(SEPARATING_GAUSSIAN_FOLDER, async (model) => {
      const fractions: number[] = [];
      const task = (): SamplingTask => oneStepTask({ plan: { views: 3 } });
      const { evaluations } = await model.sample(task(), {
        onProgress: (fraction) => fractions.push(fraction),
      });
      assert.equal(evaluations, 3);
      assert.deepEqual(fractions, [1 / 3, 2 / 3, 1]);
      const abort = new AbortController();
      const heard: number[] = [];
      await assert.rejects(
        model.sample(task(), {
          signal: abort.signal,
          onProgress: (fraction) => {
            heard.push(fraction);
            if (fraction === 2 / 3) abort.abort();
          },
        }),
        { code: 'cancelled' },
      );
      assert.deepEqual(heard, [1 / 3, 2 / 3]);
    }));

  it('of the released model says what its first graph says where that is given no noise', async () => {
    const { folder } = await findModel(DEFAULTS.model, DEFAULTS.modelFolders);
    const loaded = await loadModelFolder(folder);
    const card = denoiserCardOf(loaded.card);
    const model = { ...loaded, card };
    const frames = card.chunkFrames.min;
    const mixture = noiseBlock({ channels: 1, stems: 1, frames }, 5).data;
    const conditions = { channels: 1, frames, mixture, known: null, knownMask: null };
    const nothing = createStemBlock({ channels: 1, stems: card.stems.length, frames });
    const first = (await openModelSession(model, 'cpu', 1)).session;
    const second = (await openSeparationSession(model, card.separation!.graph, 'cpu', 1)).session;
    try {
      const wanted = await bindDenoiser(first, card, conditions)(nothing, card.sigma.max);
      const got = await bindSeparation(second, conditions)(
        card.separation!.hops[0]!,
        null,
        createStemBlock(nothing),
      );
      const power = (samples: Float32Array): number => samples.reduce((sum, v) => sum + v * v, 0);
      const difference = wanted.data.map((value, i) => value - got.data[i]!);
      // the limit of the release command (models/kit/stemwright_kit/release): other orders of the same float32 sums
      assert.ok(10 * Math.log10(power(difference) / power(wanted.data)) < -100);
    } finally {
      await first.release();
      await second.release();
    }
  });

  it('cross-fades its windows, which share less than those that are told what was before', async () => {
    const { card } = await loadModelFolder(SEPARATING_GAUSSIAN_FOLDER);
    const once = separationGeometry(card, oneStepTask().plan);
    const twice = separationGeometry(card, oneStepTask({ plan: OTHER_PLANS[0]![1] }).plan);
    assert.equal(once.seam.kind, 'cross-faded');
    assert.deepEqual(twice.seam, { kind: 'conditioned' });
    assert.ok(once.overlapFrames < twice.overlapFrames);
  });
});

describe('a card with a graph for separation', () => {
  /** [what is wrong, changes to the card, what the sentence must say] */
  const mistakes: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
    [
      'another name',
      { separation: { graph: 'other.onnx', hops: [512] } },
      /separation\.graph must be "separation\.onnx", got "other\.onnx"/,
    ],
    [
      'no views',
      { separation: { graph: 'separation.onnx', hops: [] } },
      /separation\.hops must not be empty/,
    ],
    ['no conditioning', { conditioning: 'none' }, /separation must be absent where conditioning/],
    [
      'no hash of it',
      { files: { 'model.onnx': '0'.repeat(64) } },
      /files must have the SHA-256 of separation/,
    ],
  ];
  for (const [what, changes, sentence] of mistakes) {
    it(`is refused with ${what}`, () =>
      withTemporaryFolder(async (folder) => {
        const copy = join(folder, 'copy');
        await cp(SEPARATING_GAUSSIAN_FOLDER, copy, { recursive: true });
        const file = join(copy, 'model.json');
        const card = JSON.parse(await readFile(file, 'utf8')) as object;
        await writeFile(file, JSON.stringify({ ...card, ...changes }));
        await assert.rejects(loadModelFolder(copy), { code: 'model-invalid', message: sentence });
      }));
  }

  it('is refused where that graph is another one', async () => {
    const loaded = await loadModelFolder(SEPARATING_GAUSSIAN_FOLDER);
    const model = { ...loaded, card: denoiserCardOf(loaded.card) };
    await assert.rejects(openSeparationSession(model, 'model.onnx', 'cpu'), {
      code: 'model-invalid',
      message:
        /separation\.graph means the inputs mixture, hop, before, but the graph has x, sigma, known/,
    });
  });
});
