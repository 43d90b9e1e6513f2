/**
 * Evaluation bar: one progress bar over all tracks of a dataset on a terminal, or a line a track where there is none.
 */
import { LEAST_FRACTION_FOR_ETA } from '../clips/clip-progress.js';
import type { EvaluationProgress } from '../evaluation/evaluate-separation.js';
import type { Bar } from './bar.js';
import type { Console } from './console.js';
import { startBar } from './progress-bar.js';

export interface EvaluationBar {
  readonly onProgress: (progress: EvaluationProgress) => void;
  readonly stop: () => void;
}

/** @param nowMs milliseconds on any steady clock */
export function startEvaluationBar(
  { interactive, json, note }: Pick<Console, 'interactive' | 'json' | 'note'>,
  nowMs: () => number = () => performance.now(),
): EvaluationBar {
  const drawn = interactive && !json;
  const startMs = nowMs();
  let bar: Bar | undefined;
  let latest = -1;
  return {
    onProgress: (progress) => {
      const { track, index, count, fraction } = progress;
      const place = `${track} (${index + 1} of ${count})`;
      if (!drawn) {
        if (index !== latest) note(place);
        latest = index;
        return;
      }
      // not before there is something to do: what was left out is printed first
      bar ??= startBar(place, { interactive: true, note });
      bar.show({
        label: place,
        fraction: (index + fraction) / count,
        done: '',
        etaSeconds: secondsLeft(progress, (nowMs() - startMs) / 1000),
      });
    },
    stop: () => bar?.stop(),
  };
}

/** At the pace of the tracks that this run scored; undefined until that can be estimated. */
export function secondsLeft(
  { index, kept, count, fraction }: EvaluationProgress,
  elapsedSeconds: number,
): number | undefined {
  const worked = index - kept + fraction;
  if (worked < LEAST_FRACTION_FOR_ETA * (count - kept)) return undefined;
  return (elapsedSeconds * (count - index - fraction)) / worked;
}
