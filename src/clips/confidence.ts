/**
 * Confidence: how much of a separated stem is right, estimated from where another separation of the same recording agrees.
 *
 *   c = P / (P + kappa d)      of each stem in each window of 2 s, from 0 to 1
 *
 *   P      power of the stem that is written, mean square over frames and channels, full scale = 1; taken as no less than that of
 *          the limit of silence (signal/silence.ts)
 *   d      power of its difference from the other separation
 *   kappa  how many times the error's power is that of the difference
 *
 * So c estimates the share of the power that is right: 0.5 is as much error as stem. A window in which both separations are
 * silent has 1, for they agree on that; one in which one of them hears what the other does not has less. Both are compared
 * at the model's rate: what is above is shared out by a mask, and nobody's opinion.
 *
 * It cannot see what both get wrong alike. How well it tells good windows from bad is measured by tools/bench/confidence-rank.ts.
 */
import type { SamplingPlan } from '../sampler/sampling-plan.js';
import { SILENCE_RMS } from '../signal/silence.js';
import { stemRow, type StemBlock } from '../signal/stem-block.js';

export const CONFIDENCE_WINDOW_SECONDS = 2;

const SILENCE_POWER = SILENCE_RMS ** 2;
/**
 * kappa: the median over windows is 29 on twelve excerpts of Slakh2100 and 39 on the bundled recording (band-v5, preset standard;
 * npm run bench:confidence -- --dataset DATASET, and --dataset test/fixtures)
 */
export const ERROR_PER_DIFFERENCE = 30;

/**
 * The other separation. It draws other noise; and where a chunk is heard at several speeds (`views`) it hears one, where it is
 * heard at one, two: a network that gives its stems in one step says the same to any noise, but not at any speed.
 */
export function comparedPlan(plan: SamplingPlan): SamplingPlan {
  return { ...plan, seed: (plan.seed + 1) % 2 ** 32, views: plan.views === 1 ? 2 : 1 };
}

/** Sums over one stem and window. */
interface Sums {
  written: number;
  difference: number;
  samples: number;
}

/** Takes both separations block by block; what it holds is a few numbers a window. */
export class ConfidenceMeter {
  /** [stem][window] */
  readonly #sums: Sums[][];
  readonly #windowFrames: number;
  #frame = 0;

  /** @param rateHz of the blocks */
  constructor(stems: number, rateHz: number) {
    this.#sums = Array.from({ length: stems }, () => []);
    this.#windowFrames = CONFIDENCE_WINDOW_SECONDS * rateHz;
  }

  /** @param compared the same frames of the other separation. @throws Error when shapes differ */
  push(written: StemBlock, compared: StemBlock): void {
    if (written.data.length !== compared.data.length || written.frames !== compared.frames) {
      throw new Error(`ConfidenceMeter: blocks of ${written.frames} and ${compared.frames} frames`);
    }
    for (let start = 0; start < written.frames;) {
      const window = Math.floor(this.#frame / this.#windowFrames);
      const left = (window + 1) * this.#windowFrames - this.#frame;
      const end = Math.min(written.frames, start + left);
      for (const [stem, sums] of this.#sums.entries()) {
        const sum = (sums[window] ??= { written: 0, difference: 0, samples: 0 });
        for (let channel = 0; channel < written.channels; channel++) {
          add(sum, stemRow(written, channel, stem), stemRow(compared, channel, stem), start, end);
        }
      }
      this.#frame += end - start;
      start = end;
    }
  }

  /**
   * @param windows how many the recording has at its own rate; at the model's, rounding may end it just before the last
   * @returns c of [stem][window]
   */
  values(windows: number): number[][] {
    return this.#sums.map((sums) =>
      Array.from({ length: windows }, (_, window) => confidenceOf(sums[window])),
    );
  }
}

function add(
  sum: Sums,
  written: Float32Array,
  compared: Float32Array,
  start: number,
  end: number,
): void {
  for (let t = start; t < end; t++) {
    sum.written += written[t]! ** 2;
    sum.difference += (written[t]! - compared[t]!) ** 2;
  }
  sum.samples += end - start;
}

function confidenceOf(sums: Sums | undefined): number {
  if (sums === undefined) return 1;
  const power = Math.max(sums.written, SILENCE_POWER * sums.samples);
  return power / (power + ERROR_PER_DIFFERENCE * sums.difference);
}
