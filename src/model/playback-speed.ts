/**
 * Playback speed: rows of audio played faster, and back.
 *
 *   (R y)(t) = y(t / r),    0 < r <= 1: r times as long, every frequency 1 / r times as high, levels as they were
 *
 * What lies above r times the Nyquist frequency is lost on the way. Of white noise of deviation sigma, sqrt(r) sigma is left: its power a hertz
 * stays, and r times as many hertz do. Rows lie one after the other in one array.
 */
import { createResampler } from '../signal/resampler.js';

/** r = numerator / denominator, in positive integers */
export interface PlaybackSpeed {
  readonly numerator: number;
  readonly denominator: number;
}

/** Frames that a row of `frames` has when it is played faster, rounded up. */
export function fasterFrames(frames: number, { numerator, denominator }: PlaybackSpeed): number {
  return Math.ceil((frames * numerator) / denominator);
}

/** R: `rows` of `frames` each, into rows of what length `into` has room for; what is beyond their end is silent. */
export async function playedFaster(
  rows: Float32Array,
  frames: number,
  { numerator, denominator }: PlaybackSpeed,
  into: Float32Array,
): Promise<Float32Array> {
  return converted(rows, frames, denominator, numerator, into);
}

/** The inverse of `playedFaster`, but for the frequencies that it lost. */
export async function playedSlower(
  rows: Float32Array,
  frames: number,
  { numerator, denominator }: PlaybackSpeed,
  into: Float32Array,
): Promise<Float32Array> {
  return converted(rows, frames, numerator, denominator, into);
}

async function converted(
  rows: Float32Array,
  frames: number,
  fromHz: number,
  toHz: number,
  into: Float32Array,
): Promise<Float32Array> {
  const count = rows.length / frames;
  const room = into.length / count;
  const resampler = await createResampler({ channels: count, fromHz, toHz });
  try {
    const planar = Array.from({ length: count }, (_, row) =>
      rows.subarray(row * frames, (row + 1) * frames),
    );
    const [body, rest] = [resampler.push(planar), resampler.flush()];
    into.fill(0);
    for (let row = 0; row < count; row++) {
      const place = into.subarray(row * room, (row + 1) * room);
      const first = body[row]!.subarray(0, room);
      place.set(first);
      place.set(rest[row]!.subarray(0, room - first.length), first.length);
    }
    return into;
  } finally {
    resampler.close();
  }
}
