/**
 * ClipReport: what an offline job measured about itself; the numbers of stems.json.
 */
import type { AudioSource } from '../audio/audio-source.js';
import type { InputDamage } from '../audio/damage-log.js';
import type { SamplingTotals } from './sample-windows.js';

export interface ClipReport extends SamplingTotals {
  readonly rateHz: number;
  readonly channels: number;
  /** native frames of every stem */
  readonly frames: number;
  /** worst |mixture - sum of stems| in dBFS; null for tasks without a mixture */
  readonly sumErrorDbfs: number | null;
  /** of each input that has any, as it was read */
  readonly inputDamage: readonly InputDamage[];
  readonly seconds: number;
  /** seconds / duration of the audio */
  readonly realTimeFactor: number;
}

/** What was passed over in, and missing from, sources that are read to their end. */
export function damageOf(sources: readonly AudioSource[]): InputDamage[] {
  return sources.flatMap(({ damage }) =>
    damage === undefined ? [] : [{ notes: damage.notes, isTruncated: damage.isTruncated }],
  );
}

/** Times a job: call it at the start, and the returned function with the measurements at the end. */
export function startClipReport(): (
  measured: Omit<ClipReport, 'seconds' | 'realTimeFactor'>,
) => ClipReport {
  const startMs = performance.now();
  return (measured) => {
    const seconds = (performance.now() - startMs) / 1000;
    return { ...measured, seconds, realTimeFactor: seconds / (measured.frames / measured.rateHz) };
  };
}
