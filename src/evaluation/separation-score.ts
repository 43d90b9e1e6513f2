/**
 * Separation score of one track: SI-SDR improvement over the mixture, window by window.
 *
 * Windows of 4 s, hop 2 s. A window counts when at least two stems are active in it, that is, not silent (silence.ts).
 *   active: targets that are active in the window only
 *   paper:  every stem of a counted window, silent ones too, as the paper scores
 */
import { sumRows } from '../signal/rows.js';
import { isSilent } from '../signal/silence.js';
import { siSdrDb } from './si-sdr.js';

export const WINDOW_SECONDS = 4;
const HOP_SECONDS = 2;

/** Improvements in dB of one stem, one entry per counted window. */
export interface StemImprovements {
  readonly active: number[];
  readonly paper: number[];
}

/**
 * @param targets   [stems] of [frames]; the mixture is their plain sum
 * @param estimates [stems] of [frames], in the same order
 * @returns one entry per stem
 */
export function scoreTrack(
  targets: readonly Float32Array[],
  estimates: readonly Float32Array[],
  rateHz: number,
): StemImprovements[] {
  if (targets.length !== estimates.length) {
    throw new Error(`scoreTrack: ${targets.length} targets but ${estimates.length} estimates`);
  }
  const mixture = sumRows(targets);
  const windowFrames = Math.round(WINDOW_SECONDS * rateHz);
  const hopFrames = Math.round(HOP_SECONDS * rateHz);
  const scores = targets.map((): StemImprovements => ({ active: [], paper: [] }));
  for (let start = 0; start + windowFrames <= mixture.length; start += hopFrames) {
    const cut = (row: Float32Array) => row.subarray(start, start + windowFrames);
    const active = targets.map((target) => !isSilent(cut(target)));
    if (active.filter(Boolean).length < 2) continue;
    targets.forEach((target, stem) => {
      const improvement =
        siSdrDb(cut(estimates[stem]!), cut(target)) - siSdrDb(cut(mixture), cut(target));
      scores[stem]!.paper.push(improvement);
      if (active[stem] === true) scores[stem]!.active.push(improvement);
    });
  }
  return scores;
}
