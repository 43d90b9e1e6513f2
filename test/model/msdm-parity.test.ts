/**
 * A network of the published architecture in the real worker: what onnxruntime-node gives is what PyTorch gives. That the
 * PyTorch network is the published one is tested in models/kit/tests/test_msdm.py.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { startInference } from '../../src/model/inference-handle.js';
import type { Inference } from '../../src/model/inference.js';
import { loadModelFolder } from '../../src/model/model-folder.js';
import type { PosteriorSpec } from '../../src/sampler/posterior/posteriors.js';
import { createGaussianNoise } from '../../src/signal/gaussian-noise.js';
import { createStemBlock } from '../../src/signal/stem-block.js';
import {
  MSDM_TINY_FOLDER,
  MSDM_TINY_SHAPE,
  msdmTinyNumbers,
  type MsdmTinyNumbers,
} from '../support/msdm-tiny.js';
import { denoisedFromNoise, separationTask } from '../support/sampling-task.js';

describe('a network of the published architecture in the worker', () => {
  let inference: Inference;
  let numbers: MsdmTinyNumbers;
  before(async () => {
    numbers = await msdmTinyNumbers();
    inference = await startInference({
      model: await loadModelFolder(MSDM_TINY_FOLDER),
      provider: 'cpu',
    });
  });
  after(() => inference.close());

  it('starts from the noise that the fixture was made for', () => {
    const { seed, startFrame, noise } = numbers;
    const drawn = createStemBlock(MSDM_TINY_SHAPE);
    createGaussianNoise({ seed, startFrame }).fill(drawn);
    assert.deepEqual(drawn.data, Float32Array.from(noise));
  });

  for (const sigma of [0.001, 0.05, 0.7]) {
    it(`denoises as PyTorch does at sigma ${sigma}`, async () => {
      const { seed, startFrame, denoised } = numbers;
      const { stems, evaluations } = await inference.sample(
        denoisedFromNoise({ ...MSDM_TINY_SHAPE, startFrame, sigma, seed }),
      );
      assert.equal(evaluations, 1);
      denoised[String(sigma)]!.forEach((expected, i) => {
        // the design's 1e-4: sums of some hundred products of 32 bits in another order, then one rounding of |x| <= 3
        assert.ok(
          Math.abs(stems.data[i]! - expected) <= 1e-4,
          `at ${i}: ${stems.data[i]} is not ${expected}`,
        );
      });
    });
  }

  const posteriors: readonly PosteriorSpec[] = [
    { kind: 'consistent' },
    { kind: 'dirac', constrainedStem: 0 },
    { kind: 'gaussian', gammaPerSigma: 0.75 },
  ];
  for (const posterior of posteriors) {
    it(`separates with the posterior ${posterior.kind}: the same seed gives the same bytes, another other stems`, async () => {
      const sampled = async (seed: number): Promise<Float32Array> => {
        const mixture = new Float32Array(2 * 512).fill(0.1);
        const plan = { posterior, seed };
        return (await inference.sample(separationTask({ frames: 512, mixture, plan }))).stems.data;
      };
      const stems = await sampled(1);
      assert.ok(stems.every(Number.isFinite));
      assert.deepEqual(await sampled(1), stems);
      assert.notDeepEqual(await sampled(2), stems);
    });
  }
});
