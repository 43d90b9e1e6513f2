/**
 * Capture strip: what is kept of the live input, from the oldest on the left to now on the right: how loud it was while this page
 * looked, where bars begin, the last eight of them, and the marked moment.
 */
import { useEffect, useRef } from 'preact/hooks';
import type { JSX } from 'preact';

import type { ReplyValues } from '../../../control/api/replies.js';
import { TEXTS } from '../texts.js';
import { LEVELS_PER_SECOND } from './live-state.js';

export interface CaptureStripProps {
  readonly capture: ReplyValues<'captureStatus'>;
  /** dBFS, newest last */
  readonly inputPeaks: readonly number[];
  /** how many bars are marked as those that can be taken */
  readonly bars: number;
}

const LEAST_DBFS = -60;
/** Of what is shown; less is kept at first. */
const LEAST_SECONDS = 16;

export function CaptureStrip(props: CaptureStripProps): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current !== null) draw(canvas.current, props);
  });
  const { seconds, limitSeconds, markSecondsAgo, barSecondsAgo } = props.capture;
  return (
    <canvas
      ref={canvas}
      class="strip"
      role="img"
      aria-label={TEXTS.live.strip(seconds, limitSeconds, barSecondsAgo.length, markSecondsAgo)}
      data-bars={barSecondsAgo.length}
    />
  );
}

function draw(canvas: HTMLCanvasElement, { capture, inputPeaks, bars }: CaptureStripProps): void {
  const width = Math.round(canvas.clientWidth * devicePixelRatio);
  const height = Math.round(canvas.clientHeight * devicePixelRatio);
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext('2d');
  if (context === null || width === 0) return;
  const styles = getComputedStyle(canvas);
  const { seconds, barSecondsAgo, markSecondsAgo } = capture;
  const shownSeconds = Math.max(LEAST_SECONDS, seconds);
  const pixelOf = (secondsAgo: number) => width * (1 - secondsAgo / shownSeconds);
  const line = (secondsAgo: number, colour: string) => {
    context.fillStyle = styles.getPropertyValue(colour);
    context.fillRect(Math.round(pixelOf(secondsAgo)), 0, Math.ceil(devicePixelRatio), height);
  };
  context.clearRect(0, 0, width, height);
  const [end, start] = [barSecondsAgo[0], barSecondsAgo[bars]];
  if (end !== undefined && start !== undefined) {
    context.fillStyle = styles.getPropertyValue('--line');
    context.fillRect(pixelOf(start), 0, pixelOf(end) - pixelOf(start), height);
  }
  context.fillStyle = styles.color;
  const levelWidth = Math.max(1, width / shownSeconds / LEVELS_PER_SECOND);
  inputPeaks.forEach((dbfs, index) => {
    const tall = Math.max(0, 1 - dbfs / LEAST_DBFS) * height;
    const at = pixelOf((inputPeaks.length - index) / LEVELS_PER_SECOND);
    context.fillRect(at, (height - tall) / 2, levelWidth, tall);
  });
  for (const secondsAgo of barSecondsAgo) line(secondsAgo, '--faint');
  if (markSecondsAgo !== undefined) line(markSecondsAgo, '--accent');
}
