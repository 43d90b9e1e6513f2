/**
 * Gaussian: the mixture is the sum of the stems up to an error of standard deviation gamma = g
 * sigma (Mariani et al. 2024, section 4.3, arXiv 2302.02257), so the stems sum to it only in the
 * limit sigma -> 0.
 *
 *   likelihood  p(y | x) = N(y; sum x, gamma^2)
 *   d  = (x - D)/sigma - sigma/(2 gamma^2) (y - sum x)
 *   D~ = x - sigma d = D + (y - sum x)/(2 g^2)
 *
 * The constant is the published code's: it applies half of the log-density's gradient, sigma/(2
 * gamma^2) where -sigma grad log p(y | x) has sigma/gamma^2. Its g therefore acts as sqrt(2) g
 * would in the formula above.
 */
import { stemRow, type StemBlock } from '../../signal/stem-block.js';
import type { Denoiser } from '../denoiser.js';
import { requireMixture } from './conditioning.js';
import type { Posterior } from './posterior.js';

/**
 * @param mixture y, [channels][frames]
 * @param gammaPerSigma g = gamma/sigma, > 0; 0.75 in the paper
 */
export function gaussian(
  denoiser: Denoiser,
  mixture: Float32Array,
  gammaPerSigma: number,
): Posterior {
  if (!(gammaPerSigma > 0 && Number.isFinite(gammaPerSigma))) {
    throw new Error(`gaussian: gammaPerSigma must be finite and > 0, got ${gammaPerSigma}`);
  }
  const pull = 1 / (2 * gammaPerSigma ** 2);
  return {
    start(x) {
      requireMixture(mixture, x);
    },
    project() {
      // the likelihood pulls, it does not constrain
    },
    async denoise(x, sigma, into) {
      requireMixture(mixture, x);
      const denoised = await denoiser(x, sigma, into);
      for (let channel = 0; channel < x.channels; channel++) {
        addPull(denoised, x, channel, mixture, pull);
      }
      return denoised;
    },
  };
}

/** D <- D + pull (y - sum x) */
function addPull(
  denoised: StemBlock,
  x: StemBlock,
  channel: number,
  mixture: Float32Array,
  pull: number,
): void {
  const residual = new Float64Array(mixture.subarray(channel * x.frames, (channel + 1) * x.frames));
  for (let stem = 0; stem < x.stems; stem++) {
    const row = stemRow(x, channel, stem);
    for (let t = 0; t < row.length; t++) residual[t]! -= row[t]!;
  }
  for (let stem = 0; stem < x.stems; stem++) {
    const row = stemRow(denoised, channel, stem);
    for (let t = 0; t < row.length; t++) row[t]! += pull * residual[t]!;
  }
}
