/**
 * Draw waveform: peaks as one vertical line a pixel, in the canvas's colour, with the loop behind them.
 */
import type { Loop } from './mixer-protocol.js';
import type { SoundPeaks } from './peaks.js';

/** The part of a song that is shown. */
export interface View {
  readonly startFrame: number;
  readonly frames: number;
}

export interface Drawn {
  readonly peaks: SoundPeaks;
  readonly view: View;
  readonly loop: Loop | undefined;
  readonly isHeard: boolean;
}

const FULL_SCALE = 32_767;

export function drawWaveform(canvas: HTMLCanvasElement, drawn: Drawn): void {
  const { peaks, view, loop, isHeard } = drawn;
  const width = Math.round(canvas.clientWidth * devicePixelRatio);
  const height = Math.round(canvas.clientHeight * devicePixelRatio);
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  const context = canvas.getContext('2d');
  if (context === null || width === 0 || view.frames === 0) return;
  const styles = getComputedStyle(canvas);
  const pixelOf = (frame: number) => ((frame - view.startFrame) / view.frames) * width;
  context.clearRect(0, 0, width, height);
  if (loop !== undefined) {
    context.fillStyle = styles.getPropertyValue('--line');
    context.fillRect(
      pixelOf(loop.startFrame),
      0,
      pixelOf(loop.endFrame) - pixelOf(loop.startFrame),
      height,
    );
  }
  context.globalAlpha = isHeard ? 1 : 0.3;
  context.fillStyle = styles.color;
  const perPixel = view.frames / width / peaks.framesPerPeak;
  const first = view.startFrame / peaks.framesPerPeak;
  for (let pixel = 0; pixel < width; pixel++) {
    const [least, most] = extremes(peaks.values, first + pixel * perPixel, perPixel);
    if (most < least) continue;
    const top = (0.5 - most / FULL_SCALE / 2) * height;
    context.fillRect(pixel, top, 1, Math.max(1, ((most - least) / FULL_SCALE / 2) * height));
  }
  context.globalAlpha = 1;
}

/** Of so many peaks from a place on, at least one; most < least where there are none. */
function extremes(values: Int16Array, from: number, count: number): [least: number, most: number] {
  let [least, most] = [FULL_SCALE, -FULL_SCALE - 1];
  const end = Math.max(Math.floor(from) + 1, Math.ceil(from + count));
  for (let at = Math.floor(from); at < end && 2 * at + 1 < values.length; at++) {
    least = Math.min(least, values[2 * at]!);
    most = Math.max(most, values[2 * at + 1]!);
  }
  return [least, most];
}
