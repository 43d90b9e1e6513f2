/**
 * Silence: whether a stem plays at all.
 *
 *   silent: RMS < 1.5e-5 sqrt(4 * 22,050) = 0.00445, that is -47.0 dBFS
 *
 * The MSDM repository's rule, |x|_2 / frames < 1.5e-5 in 4 s at 22,050 Hz, as the level it means there: so it is the
 * same for other lengths and rates. It does not say whether what plays is music.
 */
import { rms } from './level.js';

/** The level from which a stem plays, full scale = 1. */
export const SILENCE_RMS = 1.5e-5 * Math.sqrt(4 * 22_050);

export function isSilent(row: Float32Array): boolean {
  return rms([row]) < SILENCE_RMS;
}
