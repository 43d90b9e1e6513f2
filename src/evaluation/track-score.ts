/**
 * Track score: what an evaluation keeps of a track, a few numbers whatever its length.
 */
import type { StemImprovements } from './separation-score.js';

/** The mean over the windows that counted. */
export interface WindowMean {
  readonly windows: number;
  /** SI-SDR improvement in dB; null where no window counted */
  readonly meanDb: number | null;
}

export interface StemScore {
  readonly active: WindowMean;
  readonly paper: WindowMean;
}

export interface TrackScore {
  /** in the order of the stems that were scored */
  readonly stems: readonly StemScore[];
  /** worst |mixture - sum of estimates|, dBFS */
  readonly sumErrorDbfs: number;
  /** null: nothing was separated */
  readonly separationSeconds: number | null;
  readonly audioSeconds: number;
}

export function stemScore({ active, paper }: StemImprovements): StemScore {
  return { active: windowMean(active), paper: windowMean(paper) };
}

function windowMean(improvements: readonly number[]): WindowMean {
  const windows = improvements.length;
  const sumDb = improvements.reduce((sum, value) => sum + value, 0);
  return { windows, meanDb: windows === 0 ? null : sumDb / windows };
}
