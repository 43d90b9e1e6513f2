/**
 * ClipReport: what an offline job measured about itself; the numbers of stems.json.
 */
import type { SamplingTotals } from './sample-windows.js';

export interface ClipReport extends SamplingTotals {
  readonly rateHz: number;
  readonly channels: number;
  /** native frames of every stem */
  readonly frames: number;
  /** worst |mixture - sum of stems| in dBFS; null for tasks without a mixture */
  readonly sumErrorDbfs: number | null;
  readonly seconds: number;
  /** seconds / duration of the audio */
  readonly realTimeFactor: number;
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
