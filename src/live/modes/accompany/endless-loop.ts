/**
 * Endless loop: sound that can be read on and on without a click where it begins again.
 *
 *   read(n) = x[n]                                     n < L
 *   read(n) = w(j) x[j] + (1 - w(j)) x[L + j]          n = m L + j, m >= 1, j < F
 *   read(n) = x[j]                                     else
 *
 * L is the length of the loop, x has F frames more: what went on behind the loop point fades into the loop's beginning.
 * w(j) = sin^2(pi/2 (j + 1)/(F + 1)) has no corner, and w + (1 - w) = 1 holds the level of what is alike.
 */
import { planarFrames, type PlanarBlock } from '../../../signal/planar-block.js';

export class EndlessLoop {
  /** L */
  readonly frames: number;
  readonly rows: number;
  readonly #x: PlanarBlock;
  readonly #fadeFrames: number;

  /**
   * @param x [rows][frames + fadeFrames], kept
   * @throws Error when the fade is longer than the loop, or there is none
   */
  constructor(x: PlanarBlock, fadeFrames: number) {
    this.frames = planarFrames(x) - fadeFrames;
    if (fadeFrames < 1 || fadeFrames > this.frames) {
      throw new Error(`EndlessLoop: ${planarFrames(x)} frames with a fade of ${fadeFrames}`);
    }
    this.rows = x.length;
    this.#x = x;
    this.#fadeFrames = fadeFrames;
  }

  /** The sample at n >= 0 of a row. */
  at(row: number, n: number): number {
    const x = this.#x[row]!;
    const j = n % this.frames;
    if (n < this.frames || j >= this.#fadeFrames) return x[j]!;
    const weight = fadeWeight(j, this.#fadeFrames);
    return weight * x[j]! + (1 - weight) * x[this.frames + j]!;
  }
}

/** w(j), of what comes in, for j from 0 to F - 1. */
export function fadeWeight(j: number, fadeFrames: number): number {
  return Math.sin((Math.PI / 2) * ((j + 1) / (fadeFrames + 1))) ** 2;
}
