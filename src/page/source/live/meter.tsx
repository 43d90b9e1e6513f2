/**
 * Meter: how loud the input or a stem is: peak and RMS, as wide as they are loud. It is drawn without the page around it: twenty times a
 * second the daemon says how loud it was.
 */
import { useEffect, useRef } from 'preact/hooks';
import type { JSX } from 'preact';

import type { LiveState } from './live-state.js';

export interface MeterProps {
  readonly live: LiveState;
  /** INPUT: what comes in */
  readonly stem: string;
  readonly label: string;
}

const LEAST_DBFS = -60;

export function Meter({ live, stem, label }: MeterProps): JSX.Element {
  const element = useRef<HTMLDivElement>(null);
  useEffect(
    () =>
      live.onMeter(stem, ({ peakDbfs, rmsDbfs }) => {
        const { current } = element;
        if (current === null) return;
        current.style.setProperty('--peak', widthOf(peakDbfs));
        current.style.setProperty('--rms', widthOf(rmsDbfs));
        current.setAttribute('aria-valuenow', String(shownDbfs(peakDbfs)));
      }),
    [live, stem],
  );
  return (
    <div
      ref={element}
      class="meter"
      role="meter"
      aria-label={label}
      aria-valuemin={LEAST_DBFS}
      aria-valuemax={0}
      aria-valuenow={LEAST_DBFS}
      data-meter={stem}
    />
  );
}

function shownDbfs(dbfs: number): number {
  return Math.round(Math.min(0, Math.max(LEAST_DBFS, dbfs)));
}

function widthOf(dbfs: number): string {
  return `${Math.max(0, Math.min(1, 1 - dbfs / LEAST_DBFS)) * 100}%`;
}
