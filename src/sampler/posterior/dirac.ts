/**
 * Dirac: the mixture is the sum of the stems, and one stem s is what the others leave of it
 * (Mariani et al. 2024, "Multi-Source Diffusion Models", section 4.3, arXiv 2302.02257).
 *
 *   x_s = y - sum_{j != s} x_j                        before every evaluation
 *   d_j = e_j - e_s,  e = (x - D)/sigma               (so d_s = 0)
 *   D~_j = x_j - sigma d_j = D_j + x_s - D_s          D~_s = x_s
 *
 * Along the sum the drift is K times steeper than the prior's: with Euler the error grows where
 * sigma'/sigma < 1 - 2/K, which for four stems and the paper's schedule is below about 30 steps,
 * and stem s carries the noise of all others. It is here to reproduce published numbers;
 * `consistent` has neither defect.
 */
import { OperationalError } from '../../operational-error.js';
import { stemRow, type StemBlock, type StemShape } from '../../signal/stem-block.js';
import type { Denoiser } from '../denoiser.js';
import { requireMixture, type Known } from './conditioning.js';
import type { Posterior } from './posterior.js';

/**
 * @param mixture y, [channels][frames]; the clean one, as in the paper, not a noised one
 * @param constrainedStem s, any stem
 */
export function dirac(
  denoiser: Denoiser,
  mixture: Float32Array,
  constrainedStem: number,
): Posterior {
  return {
    start(x) {
      requireConstraint(x, mixture, constrainedStem);
    },
    project(x) {
      requireConstraint(x, mixture, constrainedStem);
      for (let channel = 0; channel < x.channels; channel++) {
        setToRemainder(x, channel, constrainedStem, mixture);
      }
    },
    async denoise(x, sigma, into) {
      requireConstraint(x, mixture, constrainedStem);
      const denoised = await denoiser(x, sigma, into);
      for (let channel = 0; channel < x.channels; channel++) {
        tieToConstrainedStem(denoised, x, channel, constrainedStem);
      }
      return denoised;
    },
  };
}

function requireConstraint(x: StemBlock, mixture: Float32Array, constrainedStem: number): void {
  requireMixture(mixture, x);
  if (!Number.isInteger(constrainedStem) || constrainedStem < 0 || constrainedStem >= x.stems) {
    throw new Error(
      `dirac: constrainedStem must be an integer in [0, ${x.stems}), got ${constrainedStem}`,
    );
  }
}

/** x_s <- y - sum of the others; summed in double, rounded once. */
function setToRemainder(x: StemBlock, channel: number, s: number, mixture: Float32Array): void {
  const remainder = new Float64Array(
    mixture.subarray(channel * x.frames, (channel + 1) * x.frames),
  );
  for (let stem = 0; stem < x.stems; stem++) {
    if (stem === s) continue;
    const row = stemRow(x, channel, stem);
    for (let t = 0; t < row.length; t++) remainder[t]! -= row[t]!;
  }
  stemRow(x, channel, s).set(remainder);
}

/** D <- D~: D_j + (x_s - D_s) for every j, which for j = s is x_s. */
function tieToConstrainedStem(denoised: StemBlock, x: StemBlock, channel: number, s: number): void {
  const constrained = stemRow(x, channel, s);
  const constrainedDenoised = stemRow(denoised, channel, s);
  for (let stem = 0; stem < x.stems; stem++) {
    if (stem === s) continue;
    const row = stemRow(denoised, channel, stem);
    for (let t = 0; t < row.length; t++) row[t]! += constrained[t]! - constrainedDenoised[t]!;
  }
  constrainedDenoised.set(constrained);
}

/**
 * A constrained stem that is known cannot take up what the unknown stems leave of the mixture.
 * @throws OperationalError `unsupported-task`
 */
export function requireFreeWhereOthersAre(
  constrainedStem: number,
  known: Known | null,
  { stems, frames }: StemShape,
): void {
  if (known === null) return;
  for (let i = 0; i < stems * frames; i++) {
    const constrainedIsKnown = known.mask[constrainedStem * frames + (i % frames)] === 1;
    if (constrainedIsKnown && known.mask[i] === 0) {
      throw new OperationalError(
        'unsupported-task',
        `The dirac posterior needs stem ${constrainedStem} to be unknown wherever another stem is, ` +
          'but it is given. Constrain another stem, or use the posterior "consistent".',
      );
    }
  }
}
