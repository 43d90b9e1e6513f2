/**
 * Track score: improvements, window by window, as the few numbers that are kept of a track (score-schema.ts).
 */
import type { StemScore, WindowMean } from './score-schema.js';
import type { StemImprovements } from './separation-score.js';

export function stemScore({ active, paper }: StemImprovements): StemScore {
  return { active: windowMean(active), paper: windowMean(paper) };
}

function windowMean(improvements: readonly number[]): WindowMean {
  const windows = improvements.length;
  const sumDb = improvements.reduce((sum, value) => sum + value, 0);
  return { windows, meanDb: windows === 0 ? null : sumDb / windows };
}
