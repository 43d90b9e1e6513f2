/**
 * The signal of every audio fixture: one tone per channel, as integers, so that a lossless reader can be compared
 * bit by bit and a lossy one frame by frame.
 */

/** Different in every channel; the fourth is below 120 Hz because surround formats keep nothing else there. */
const TONES_HZ = [440, 660, 550, 60, 330, 880, 990, 770];
const AMPLITUDE = 0.5;

/** Full scale is 2^(bits-1). */
export function toneInteger(channel: number, frame: number, rateHz: number, bits: number): number {
  const turns = ((frame * TONES_HZ[channel]!) % rateHz) / rateHz;
  return Math.round(AMPLITUDE * 2 ** (bits - 1) * Math.sin(2 * Math.PI * turns));
}

/** The tones as a reader has to give them, full scale = 1: [channel][frame]. */
export function tone(
  shape: { readonly channels: number; readonly frames: number; readonly rateHz: number },
  bits: number,
): Float32Array[] {
  return Array.from({ length: shape.channels }, (_, channel) =>
    Float32Array.from(
      { length: shape.frames },
      (_, frame) => toneInteger(channel, frame, shape.rateHz, bits) / 2 ** (bits - 1),
    ),
  );
}
