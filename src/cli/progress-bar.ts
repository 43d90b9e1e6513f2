/**
 * Progress bar: clip events drawn on a terminal with the time left; silent where stderr is not a terminal.
 */
import cliProgress from 'cli-progress';

import type { OnClipEvent } from '../engine/clip-event.js';
import type { Console } from './console.js';

export interface ProgressBar {
  readonly onEvent: OnClipEvent;
  stop(): void;
}

const UNITS = 1000;

export function startProgressBar(label: string, { interactive }: Console): ProgressBar {
  if (!interactive) return { onEvent: () => undefined, stop: () => undefined };
  const bar = new cliProgress.SingleBar({
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
    format: (options, params, payload: { audio: string; left: string }) => {
      const filled = cliProgress.Format.BarFormat(params.progress, options);
      return `${label} ${filled} ${payload.audio} ${payload.left}`;
    },
  });
  bar.start(UNITS, 0, { audio: '', left: '' });
  return {
    onEvent: (event) => {
      if (event.type !== 'progress') return;
      bar.update(Math.round((event.fraction ?? 0) * UNITS), {
        audio: `${event.audioSeconds.toFixed(1)} s`,
        left: event.etaSeconds === undefined ? '' : `${clock(event.etaSeconds)} left`,
      });
    },
    stop: () => {
      bar.stop();
    },
  };
}

/** Seconds as m:ss. */
function clock(seconds: number): string {
  const whole = Math.ceil(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
