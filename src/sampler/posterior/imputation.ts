/**
 * Imputation: some stems, or stretches of them, are known; the rest is sampled to fit. m = 1 where
 * known, [stems][frames].
 *
 *   project  x <- m (known + sigma eps) + (1 - m) x     eps fresh each time; at sigma = 0 bit for bit
 *   D~(x; sigma) = m known + (1 - m) D~_inner(x; sigma)
 *
 * (Mariani et al. 2024, section 4.2, arXiv 2302.02257; as RePaint, Lugmayr et al. 2022, without its
 * jumps back: those are the sampler's correction.) A mask over time makes the same equation
 * continue what the window before has produced.
 *
 * Wraps any other posterior. Known audio is put in place before the inner projection, which may
 * need it (dirac: the constrained stem is what is left of the mixture), and again after it, so that
 * no inner posterior changes it.
 */
import { createStemBlock, requireStemShape } from '../../signal/stem-block.js';
import { requireKnown, type Known } from './given.js';
import type { Posterior } from './posterior.js';

/** @param inner what ties the unknown stems to a mixture, or generation */
export function imputation(inner: Posterior, known: Known): Posterior {
  requireKnown(known, known.stems);
  const cover = createStemBlock(known.stems);
  return {
    start(x, sigma0) {
      requireStemShape('imputation', x, known.stems);
      // The known part is put in place by `project`, before anything is evaluated.
      inner.start(x, sigma0);
    },
    project(x, sigma, noise) {
      requireStemShape('imputation', x, known.stems);
      let values = known.stems.data;
      if (sigma > 0) {
        noise.fill(cover);
        for (let i = 0; i < values.length; i++) cover.data[i] = values[i]! + sigma * cover.data[i]!;
        values = cover.data;
      }
      overwriteKnown(x.data, values, known.mask);
      inner.project(x, sigma, noise);
      overwriteKnown(x.data, values, known.mask);
    },
    async denoise(x, sigma) {
      requireStemShape('imputation', x, known.stems);
      const denoised = await inner.denoise(x, sigma);
      overwriteKnown(denoised.data, known.stems.data, known.mask);
      return denoised;
    },
  };
}

/**
 * out <- m values + (1 - m) out; `out` and `values` are [channels][stems][frames], `mask` is
 * [stems][frames].
 */
function overwriteKnown(out: Float32Array, values: Float32Array, mask: Float32Array): void {
  for (let start = 0; start < out.length; start += mask.length) {
    for (let i = 0; i < mask.length; i++) {
      if (mask[i] === 1) out[start + i] = values[start + i]!;
    }
  }
}
