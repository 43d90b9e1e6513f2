/**
 * The presets that a quality record recommends for separating with its model, the mixture given to the network: out of the
 * settings scored on the whole dataset (preset-scores.ts),
 *
 *   draft     the best with one evaluation
 *   best      the best of all
 *   standard  the fewest evaluations less than 0.1 dB below it
 */
import type { PresetName } from '../../../src/sampling/preset-names.js';
import type { PresetScore, PresetSettings, QualityRecord } from './quality-schema.js';

/** Less than anybody would wait twice as long for. */
const WORTH_DB = 0.1;

/** @throws Error when no settings of one evaluation were scored */
export function recommendedPresets({
  presets,
}: Pick<QualityRecord, 'presets'>): Readonly<Record<PresetName, PresetSettings>> {
  const scores = [...presets].sort(
    (a, b) => evaluationsOf(a) - evaluationsOf(b) || b.meanActiveDb - a.meanActiveDb,
  );
  const draft = scores[0];
  if (draft === undefined || evaluationsOf(draft) > 1) {
    throw new Error('recommendedPresets: no settings of one evaluation were scored');
  }
  const best = scores.reduce((most, next) => (next.meanActiveDb > most.meanActiveDb ? next : most));
  const standard = scores.find(({ meanActiveDb }) => meanActiveDb > best.meanActiveDb - WORTH_DB)!;
  return { draft: settings(draft), standard: settings(standard), best: settings(best) };
}

/** Network evaluations of a chunk. */
export function evaluationsOf({ steps, resamplings, views }: PresetSettings): number {
  return steps * resamplings * views;
}

function settings({ steps, resamplings, views }: PresetScore): PresetSettings {
  return { steps, resamplings, views };
}
