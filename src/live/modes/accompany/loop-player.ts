/**
 * Loop player: which loop sounds from which frame on, with a fade between one and the next, and to and from silence.
 *
 *   y(n) = w(n - f) a(n - s) + (1 - w(n - f)) b(n - t)        f: where the fade begins; a from s on, b from t on
 *
 * Frames are absolute. It does not know where bars are.
 */
import { createPlanarBlock, type PlanarBlock } from '../../../signal/planar-block.js';
import { fadeWeight, type EndlessLoop } from './endless-loop.js';

/** A loop and the frame that its frame 0 sounds at. */
export interface Placed {
  readonly loop: EndlessLoop;
  readonly startFrame: number;
}

export class LoopPlayer {
  readonly #rows: number;
  readonly #fadeFrames: number;
  #current: Placed | undefined;
  #previous: Placed | undefined;
  #fadeFrame = -Infinity;

  constructor(rows: number, fadeFrames: number) {
    this.#rows = rows;
    this.#fadeFrames = fadeFrames;
  }

  get current(): Placed | undefined {
    return this.#current;
  }

  /**
   * From `fromFrame` on something else sounds, or nothing. A fade under way is cut short.
   * @param fromFrame not before what has been rendered, nor before the loop's frame 0
   */
  change(to: Placed | undefined, fromFrame: number): void {
    this.#previous = this.#current;
    this.#current = to;
    this.#fadeFrame = fromFrame;
  }

  /** [rows][frames] from `startFrame` on. */
  render(startFrame: number, frames: number): PlanarBlock {
    const block = createPlanarBlock(this.#rows, frames);
    for (const [row, samples] of block.entries()) {
      for (let n = 0; n < frames; n++) samples[n] = this.#at(row, startFrame + n);
    }
    return block;
  }

  #at(row: number, frame: number): number {
    const faded = frame - this.#fadeFrame;
    if (faded < 0) return sampleOf(this.#previous, row, frame);
    const comes = sampleOf(this.#current, row, frame);
    if (faded >= this.#fadeFrames) return comes;
    const weight = fadeWeight(faded, this.#fadeFrames);
    return weight * comes + (1 - weight) * sampleOf(this.#previous, row, frame);
  }
}

function sampleOf(placed: Placed | undefined, row: number, frame: number): number {
  if (placed === undefined || frame < placed.startFrame) return 0;
  return placed.loop.at(row, frame - placed.startFrame);
}
