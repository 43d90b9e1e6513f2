/**
 * Level gain: brings a chunk to the level the model was trained at, and its stems back.
 *
 *   gain = mixtureRms * sqrt(stems inside / all stems) / rms(what is heard), at most 20 dB
 *
 * A mastered record is 10 to 15 dB louder than the rendered bands the models learn from; the paper's models have
 * no such field in their card, and get gain 1, as do separators, which know recordings as they are.
 */
import type { DenoiserCard } from '../model/denoiser-card.js';
import type { SeparatorCard } from '../model/separator/separator-card.js';
import { rms } from '../signal/level.js';

/** Silence and fade-outs are not blown up to full level. */
const MAX_GAIN = 10;

type LevelledCard =
  Pick<DenoiserCard, 'kind' | 'mixtureRms' | 'stems'> | Pick<SeparatorCard, 'kind'>;

/**
 * @param known       rows whose sum is heard: the mixture's channels, or the known stems
 * @param stemsInside how many of the model's stems those rows hold between them
 */
export function levelGain(
  card: LevelledCard,
  known: readonly Float32Array[],
  stemsInside: number,
): number {
  if (card.kind === 'separator' || card.mixtureRms === undefined) return 1;
  const target = card.mixtureRms * Math.sqrt(stemsInside / card.stems.length);
  const level = rms(known);
  return level * MAX_GAIN <= target ? MAX_GAIN : target / level;
}

/** Multiplies in place; gain 1 changes no bit. */
export function applyGain(data: Float32Array, gain: number): void {
  if (gain === 1) return;
  for (let i = 0; i < data.length; i++) data[i]! *= gain;
}
