/**
 * Confidence file: confidence.json beside separated stems, for whoever learns from them (models/kit).
 *
 * Windows lie end to end from frame 0 and are `windowFrames` long at `rateHz`, the stems' own rate; the last may be shorter.
 * What a number means is in confidence.ts.
 */
import type { Inference } from '../model/inference.js';
import type { SamplingPlan } from '../sampler/sampling-plan.js';
import type { ClipReport } from '../clips/clip-report.js';
import { CONFIDENCE_WINDOW_SECONDS, type ConfidenceMeter } from '../clips/confidence.js';

export interface ConfidenceFile {
  /** of this layout; readers refuse another */
  readonly version: 1;
  readonly rateHz: number;
  readonly frames: number;
  readonly windowFrames: number;
  /** stem -> one number from 0 to 1 a window */
  readonly stems: Readonly<Record<string, readonly number[]>>;
  readonly model: { readonly name: string; readonly version: string; readonly sha256: string };
  /** the first is what was written */
  readonly separations: readonly Pick<SamplingPlan, 'seed' | 'views'>[];
}

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
