/**
 * Confidence file: confidence.json beside separated stems; what each field means is in confidence-schema.ts.
 */
import type { Inference } from '../model/inference.js';
import type { SamplingPlan } from '../sampler/sampling-plan.js';
import type { ClipReport } from '../clips/clip-report.js';
import { CONFIDENCE_WINDOW_SECONDS, type ConfidenceMeter } from '../clips/confidence.js';
import type { ConfidenceFile } from './confidence-schema.js';

/** Five decimals are far finer than what is estimated. */
const DECIMALS = 1e5;

export function confidenceFile(
  meter: ConfidenceMeter,
  { rateHz, frames }: Pick<ClipReport, 'rateHz' | 'frames'>,
  { card, graphSha256 }: Pick<Inference, 'card' | 'graphSha256'>,
  plans: readonly SamplingPlan[],
): ConfidenceFile {
  const windowFrames = CONFIDENCE_WINDOW_SECONDS * rateHz;
  const values = meter.values(Math.ceil(frames / windowFrames));
  const rounded = (row: readonly number[]) =>
    row.map((value) => Math.round(value * DECIMALS) / DECIMALS);
  return {
    version: 1,
    rateHz,
    frames,
    windowFrames,
    stems: Object.fromEntries(card.stems.map((stem, index) => [stem, rounded(values[index]!)])),
    model: { name: card.name, version: card.version, sha256: graphSha256 },
    separations: plans.map(({ seed, views }) => ({ seed, views })),
  };
}
