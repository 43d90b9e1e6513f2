/**
 * Clip progress: turns "so many frames are finished" into progress events with an estimate of the time left.
 */
import type { ModelFrames } from '../signal/units.js';
import type { OnClipEvent } from './clip-event.js';

/** Before this share of the work an estimate would mostly measure start-up. */
export const LEAST_FRACTION_FOR_ETA = 0.02;

export interface ClipProgress {
  /** @param frames finished so far */
  readonly report: (frames: ModelFrames) => void;
}

/** @param expectedFrames in all, or undefined where the input does not say */
export function clipProgress(
  onEvent: OnClipEvent,
  modelRateHz: number,
  expectedFrames: ModelFrames | undefined,
): ClipProgress {
  const startMs = performance.now();
  return {
    report(frames) {
      const fraction =
        expectedFrames === undefined
          ? undefined
          : Math.min(1, frames / Math.max(1, expectedFrames));
      const elapsedSeconds = (performance.now() - startMs) / 1000;
      const etaSeconds =
        fraction === undefined || fraction < LEAST_FRACTION_FOR_ETA
          ? undefined
          : (elapsedSeconds * (1 - fraction)) / fraction;
      onEvent({ kind: 'progress', fraction, etaSeconds, audioSeconds: frames / modelRateHz });
    },
  };
}
