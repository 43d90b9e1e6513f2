/**
 * Report: what `stemwright evaluate` prints, from the scores of all tracks.
 *
 * A stem's mean is over all counted windows of all tracks; the overall mean is the mean of the stem means (the
 * convention of the figures this is compared with). A stem that was never active has no active mean (null).
 */
import type { StemScore, WindowMean } from './score-schema.js';

export interface VariantScore {
  /** mean SI-SDR improvement in dB per stem, or null where no window counted */
  readonly perStemDb: Readonly<Record<string, number | null>>;
  readonly meanDb: number | null;
}

export interface SeparationReport {
  readonly tracks: number;
  /** windows in which at least two stems were active */
  readonly windows: number;
  readonly active: VariantScore;
  readonly paper: VariantScore;
}

/** @param tracks per track, one entry per stem in the order of `stems` */
export function summarise(
  stems: readonly string[],
  tracks: readonly (readonly StemScore[])[],
): SeparationReport {
  const variant = (pick: (score: StemScore) => WindowMean): VariantScore => {
    const means = stems.map((_, stem) => meanOver(tracks.map((track) => pick(track[stem]!))));
    return {
      perStemDb: Object.fromEntries(stems.map((name, stem) => [name, means[stem] ?? null])),
      meanDb: mean(means.filter((value) => value !== null)),
    };
  };
  return {
    tracks: tracks.length,
    windows: tracks.reduce((count, track) => count + (track[0]?.paper.windows ?? 0), 0),
    active: variant(({ active }) => active),
    paper: variant(({ paper }) => paper),
  };
}

/** The mean over all windows of all of them. */
function meanOver(parts: readonly WindowMean[]): number | null {
  const windows = parts.reduce((count, part) => count + part.windows, 0);
  const sumDb = parts.reduce((sum, part) => sum + part.windows * (part.meanDb ?? 0), 0);
  return windows === 0 ? null : sumDb / windows;
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length;
}
