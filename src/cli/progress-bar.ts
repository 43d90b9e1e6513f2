/**
 * Progress bar: drawn on a terminal with the time left; silent where stderr is not a terminal.
 */
import cliProgress from 'cli-progress';

import type { OnClipEvent } from '../clips/clip-event.js';
import type { Console } from './console.js';

export interface BarState {
  /** of what it is */
  readonly label: string;
  /** 0 to 1 */
  readonly fraction: number;
  /** how much is done, in words; may be empty */
  readonly done: string;
  readonly etaSeconds: number | undefined;
}

export interface Bar {
  readonly show: (state: BarState) => void;
  readonly stop: () => void;
}

export interface ProgressBar {
  readonly onEvent: OnClipEvent;
  stop(): void;
}

const UNITS = 1000;

export function startBar(label: string, { interactive }: Pick<Console, 'interactive'>): Bar {
  if (!interactive) return { show: () => undefined, stop: () => undefined };
  const bar = new cliProgress.SingleBar({
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
    format: (options, params, payload: { label: string; done: string; left: string }) => {
      const filled = cliProgress.Format.BarFormat(params.progress, options);
      return `${payload.label} ${filled} ${payload.done} ${payload.left}`;
    },
  });
  bar.start(UNITS, 0, { label, done: '', left: '' });
  return {
    show: ({ label: of, fraction, done, etaSeconds }) => {
      bar.update(Math.round(fraction * UNITS), {
        label: of,
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
      bar.show({ label, fraction: event.fraction ?? 0, done, etaSeconds: event.etaSeconds });
    },
    stop: bar.stop,
  };
}

/** Seconds as m:ss, from an hour on as h:mm:ss. */
function clock(seconds: number): string {
  const whole = Math.ceil(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const padded = (value: number) => String(value).padStart(2, '0');
  const start = hours === 0 ? String(minutes) : `${hours}:${padded(minutes)}`;
  return `${start}:${padded(whole % 60)}`;
}
