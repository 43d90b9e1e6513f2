/**
 * Progress bar: drawn on a terminal with the time left; a line now and then (progress-lines.ts) where none can be drawn.
 */
import cliProgress from 'cli-progress';

import type { OnClipEvent } from '../clips/clip-event.js';
import { visibleText } from '../visible-text.js';
import type { Bar } from './bar.js';
import { clock } from './clock-text.js';
import type { Console } from './console.js';
import { startProgressLines } from './progress-lines.js';

export interface ProgressBar {
  readonly onEvent: OnClipEvent;
  stop(): void;
}

const UNITS = 1000;

export function startBar(
  label: string,
  { interactive, note }: Pick<Console, 'interactive' | 'note'>,
): Bar {
  if (!interactive) return startProgressLines(note);
  const bar = new cliProgress.SingleBar({
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
    format: (options, params, payload: { label: string; done: string; left: string }) => {
      const filled = cliProgress.Format.BarFormat(params.progress, options);
      return `${payload.label} ${filled} ${payload.done} ${payload.left}`;
    },
  });
  bar.start(UNITS, 0, { label: visibleText(label), done: '', left: '' });
  return {
    show: ({ label: of, fraction, done, etaSeconds }) => {
      bar.update(Math.round((fraction ?? 0) * UNITS), {
        label: visibleText(of),
        done,
        left: etaSeconds === undefined ? '' : `${clock(etaSeconds)} left`,
      });
    },
    stop: () => {
      bar.stop();
    },
  };
}

/** The bar of a clip: what its events say. */
export function startProgressBar(label: string, console: Console): ProgressBar {
  const bar = startBar(label, console);
  return {
    onEvent: (event) => {
      if (event.kind !== 'progress') return;
      const done = `${event.audioSeconds.toFixed(1)} s`;
      bar.show({ label, fraction: event.fraction, done, etaSeconds: event.etaSeconds });
    },
    stop: bar.stop,
  };
}
