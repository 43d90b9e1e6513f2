/**
 * Noise: standard normal draws as an argument, never a global.
 */
import type { StemBlock } from './stem-block.js';

export interface Noise {
  /** Fills every row of `out` with the next draw: independent N(0, 1) values. */
  fill(out: StemBlock): void;
}
