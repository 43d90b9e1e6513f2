/**
 * Tone: sines, and how much of one is in a signal.
 */

export interface Tone {
  readonly hz: number;
  readonly rateHz: number;
  readonly frames: number;
  readonly amplitude?: number;
  /** radians at frame 0 */
  readonly phase?: number;
}

/** amplitude * sin(2 pi hz t / rateHz + phase); amplitude 0.5 and phase 0.3 unless given. */
export function tone({ hz, rateHz, frames, amplitude = 0.5, phase = 0.3 }: Tone): Float32Array {
  return Float32Array.from(
    { length: frames },
    (_, t) => amplitude * Math.sin((2 * Math.PI * hz * t) / rateHz + phase),
  );
}

/**
 * The amplitude of one frequency in a row, by projection on a Hann-weighted complex exponential.
 */
export function toneAmplitude(row: Float32Array, hz: number, rateHz: number): number {
  let real = 0;
  let imaginary = 0;
  let weights = 0;
  for (const [t, value] of row.entries()) {
    const weight = Math.sin((Math.PI * (t + 0.5)) / row.length) ** 2;
    const angle = (2 * Math.PI * hz * t) / rateHz;
    real += weight * value * Math.cos(angle);
    imaginary += weight * value * Math.sin(angle);
    weights += weight;
  }
  return (2 * Math.hypot(real, imaginary)) / weights;
}
