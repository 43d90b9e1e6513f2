/**
 * Consistent: the stems sum to the mixture at every step, and no stem is favoured. The default
 * posterior.
 *
 *   C(v) = v + (y - sum v)/K = y/K + P v        P = I - 11'/K, the projection onto sum = 0
 *
 *   start    x = C(sigma0 eps) = y/K + P(sigma0 eps)
 *   D~(x; sigma) = C(D(x; sigma))
 *   admit    eps <- P eps                              what churn and correction add
 *   project  x <- C(x) at sigma = 0
 *
 * Both x and D~ lie in the plane sum = y, and so does every mean of them that a solver takes: within
 * the plane the drift is the prior's, and all solvers apply with the step sizes they have for the
 * prior. On the way the sum drifts by rounding only; the projection at the end makes it exact to the
 * rounding of each stem, |sum x - y| <= 2^-24 sum_k |x_k|, i.e. 2.4e-7 (-132 dB) for four stems at
 * full scale.
 *
 * The projection is that of ProjDiff (Zhang et al. 2024, arXiv 2406.06959) and FLOSS (Scheibler et al.
 * 2025, arXiv 2505.16119); here it is taken around the denoiser.
 *
 * Where some stems are known (imputation), the rest of the mixture belongs to the unknown ones: C
 * then acts on the m unknown stems of a frame with y - sum of the known ones in place of y and m in
 * place of K, and leaves the known stems to `imputation`. The known stems count as they are,
 * clean: their noise cancels in no sum. Where all stems are known nothing is left to share, whether
 * or not they sum to y.
 */
import { Scratch } from '../../signal/scratch.js';
import {
  requireStemShape,
  stemRow,
  type StemBlock,
  type StemShape,
} from '../../signal/stem-block.js';
import type { Denoiser } from '../denoiser.js';
import { requireKnown, requireMixture, type Known } from './conditioning.js';
import type { Posterior } from './posterior.js';

/**
 * @param mixture y, [channels][frames]
 * @param shape   of the stems to be sampled
 * @param known   what `imputation` around this posterior will restore, or null
 */
export function consistent(
  denoiser: Denoiser,
  mixture: Float32Array,
  shape: StemShape,
  known: Known | null,
  scratch = new Scratch(),
): Posterior {
  const remainder = remainderToShare(mixture, shape, known, scratch);
  const share = (v: StemBlock, among: Remainder): void => {
    requireStemShape('consistent', v, shape);
    for (let channel = 0; channel < v.channels; channel++) shareResidual(v, channel, among);
  };
  const constrain = (v: StemBlock): void => {
    share(v, remainder);
  };
  let nothing: Remainder | undefined;
  return {
    start: constrain,
    project(x, sigma) {
      requireStemShape('consistent', x, shape);
      if (sigma === 0) constrain(x);
    },
    admit(eps) {
      nothing ??= { ...remainder, mixture: new Float64Array(remainder.mixture.length) };
      share(eps, nothing);
    },
    async denoise(x, sigma, into) {
      const denoised = await denoiser(x, sigma, into);
      constrain(denoised);
      return denoised;
    },
  };
}

/** What the unknown stems must sum to, and who they are. */
interface Remainder {
  /** y - sum of the known stems, [channels][frames] */
  readonly mixture: Float64Array;
  /** [stems][frames], 1 = unknown */
  readonly unknown: Float32Array;
  /** m, [frames] */
  readonly unknownStems: Float32Array;
}

function remainderToShare(
  mixture: Float32Array,
  shape: StemShape,
  known: Known | null,
  scratch: Scratch,
): Remainder {
  requireMixture(mixture, shape);
  const { stems, frames } = shape;
  const rest = scratch.doubles('remainder', mixture.length);
  rest.set(mixture);
  const unknown = scratch.floats('unknown', stems * frames).fill(1);
  const unknownStems = scratch.floats('unknown stems', frames).fill(stems);
  if (known !== null) {
    requireKnown(known, shape);
    subtractKnown(rest, known);
    for (let stem = 0; stem < stems; stem++) {
      const isKnown = known.mask.subarray(stem * frames, (stem + 1) * frames);
      const isUnknown = unknown.subarray(stem * frames, (stem + 1) * frames);
      for (let t = 0; t < frames; t++) {
        isUnknown[t]! -= isKnown[t]!;
        unknownStems[t]! -= isKnown[t]!;
      }
    }
  }
  return { mixture: rest, unknown, unknownStems };
}

function subtractKnown(rest: Float64Array, { stems: known, mask }: Known): void {
  const { channels, stems, frames } = known;
  for (let channel = 0; channel < channels; channel++) {
    for (let stem = 0; stem < stems; stem++) {
      const row = stemRow(known, channel, stem);
      const isKnown = mask.subarray(stem * frames, (stem + 1) * frames);
      const first = channel * frames;
      // values outside the mask are not read, not even to be multiplied by 0
      for (let t = 0; t < frames; t++) if (isKnown[t] === 1) rest[first + t]! -= row[t]!;
    }
  }
}

/** v <- C(v) for one channel. */
function shareResidual(v: StemBlock, channel: number, remainder: Remainder): void {
  const { data, stems, frames } = v;
  const { mixture, unknown, unknownStems } = remainder;
  const first = channel * stems * frames;
  const end = first + stems * frames;
  for (let t = 0; t < frames; t++) {
    const sharing = unknownStems[t]!;
    let residual = mixture[channel * frames + t]!;
    if (sharing === stems) {
      // The usual case; as a case of the next branch it takes twice as long.
      for (let i = first + t; i < end; i += frames) residual -= data[i]!;
      residual /= sharing;
      for (let i = first + t; i < end; i += frames) data[i]! += residual;
    } else if (sharing > 0) {
      for (let i = first + t; i < end; i += frames) residual -= unknown[i - first]! * data[i]!;
      residual /= sharing;
      for (let i = first + t; i < end; i += frames) data[i]! += unknown[i - first]! * residual;
    }
  }
}
