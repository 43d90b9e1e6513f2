/**
 * Imputation: some stems, or parts of them, are known; the rest is sampled to fit. m = 1 where
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
import type { FrameRange } from '../../signal/gaussian-noise.js';
import { Scratch } from '../../signal/scratch.js';
import { requireStemShape, stemBlockIn } from '../../signal/stem-block.js';
import { requireKnown, type Known } from './conditioning.js';
import type { Posterior } from './posterior.js';

/** @param inner what ties the unknown stems to a mixture, or generation */
export function imputation(inner: Posterior, known: Known, scratch = new Scratch()): Posterior {
  requireKnown(known, known.stems);
  const runs = knownRuns(known);
  const needed = framesOf(runs, known.stems.frames);
  const cover = stemBlockIn(scratch.floats('cover', known.stems.data.length), known.stems);
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
        noise.fill(cover, needed);
        coverKnown(cover.data, values, sigma, runs);
        values = cover.data;
      }
      copyRuns(x.data, values, runs);
      inner.project(x, sigma, noise);
      copyRuns(x.data, values, runs);
    },
    admit(eps) {
      inner.admit?.(eps);
    },
    async denoise(x, sigma, into) {
      requireStemShape('imputation', x, known.stems);
      const denoised = await inner.denoise(x, sigma, into);
      copyRuns(denoised.data, known.stems.data, runs);
      return denoised;
    },
  };
}

/** Samples [start, end) of a block's data that are all known. */
interface Run {
  readonly start: number;
  readonly end: number;
}

/** Known audio comes in few long runs: copying those is much cheaper than asking every sample's mask. */
function knownRuns({ stems, mask }: Known): readonly Run[] {
  const runs: Run[] = [];
  for (let channel = 0; channel < stems.channels; channel++) {
    const first = channel * mask.length;
    for (let start = mask.indexOf(1); start !== -1;) {
      const length = mask.subarray(start).indexOf(0);
      const end = length === -1 ? mask.length : start + length;
      runs.push({ start: first + start, end: first + end });
      start = mask.indexOf(1, end);
    }
  }
  return runs;
}

/** From the first to the last frame that is known in any stem: in an overlap that is a small part of the chunk. */
function framesOf(runs: readonly Run[], frames: number): FrameRange {
  const starts = runs.map(({ start }) => start % frames);
  // a run that goes on into the next row covers that row's beginning and this one's end
  const crosses = runs.some(({ start, end }) => (start % frames) + (end - start) > frames);
  const ends = runs.map(({ end }) => ((end - 1) % frames) + 1);
  return crosses || runs.length === 0
    ? { start: 0, end: runs.length === 0 ? 0 : frames }
    : { start: Math.min(...starts), end: Math.max(...ends) };
}

/** noise <- known + sigma noise */
function coverKnown(
  noise: Float32Array,
  known: Float32Array,
  sigma: number,
  runs: readonly Run[],
): void {
  for (const { start, end } of runs) {
    for (let i = start; i < end; i++) noise[i] = known[i]! + sigma * noise[i]!;
  }
}

function copyRuns(out: Float32Array, values: Float32Array, runs: readonly Run[]): void {
  for (const { start, end } of runs) out.set(values.subarray(start, end), start);
}
