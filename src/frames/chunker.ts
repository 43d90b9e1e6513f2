/**
 * Chunker: cuts a stream of planar rows into overlapping windows, the model's inputs.
 *
 * Window i starts at frame i * (windowFrames - overlapFrames). Every window is full but the last,
 * which is as short as the model allows and padded with silence. Each window brings frames that the
 * one before did not have; a stream without frames has no window. What comes out does not depend on
 * the block size. `frames/overlap-add` is the inverse.
 *
 * Holds at most one window besides the block that is being pushed.
 */
import { PlanarFifo } from '../signal/planar-fifo.js';
import { createPlanarBlock } from '../signal/planar-block.js';
import type { PlanarBlock } from '../signal/planar-block.js';

export interface WindowLayout {
  /** rows of the stream: channels, or stems */
  readonly rows: number;
  /** length of a full window, a multiple of `multipleOf` */
  readonly windowFrames: number;
  /** frames shared by neighbouring windows, at most half a window */
  readonly overlapFrames: number;
  /** the model takes only such lengths */
  readonly multipleOf: number;
  /** the shortest length the model takes */
  readonly minFrames: number;
}

export interface Window {
  /** position of the first frame in the stream */
  readonly startFrame: number;
  /** length handed to the model: a multiple of `multipleOf`, at least `minFrames` */
  readonly frames: number;
  /** frames that belong to the stream; those behind are padding */
  readonly validFrames: number;
  /** [rows][frames], a copy that the receiver owns */
  readonly rows: PlanarBlock;
}

/** The push form, for streams that come in by themselves. */
export class Chunker {
  readonly #layout: WindowLayout;
  readonly #fifo: PlanarFifo;
  #startFrame = 0;

  /** @throws Error when the layout contradicts itself */
  constructor(layout: WindowLayout) {
    checkLayout(layout);
    this.#layout = layout;
    this.#fifo = new PlanarFifo(layout.rows);
  }

  /** Takes [rows][n]; gives the windows that are full now. */
  push(block: PlanarBlock): Window[] {
    this.#fifo.append(block);
    const { windowFrames, overlapFrames } = this.#layout;
    const windows: Window[] = [];
    while (this.#fifo.frames >= windowFrames) {
      windows.push(this.#cut(windowFrames));
      this.#fifo.drop(windowFrames - overlapFrames);
      this.#startFrame += windowFrames - overlapFrames;
    }
    return windows;
  }

  /** The end of the stream: the last window, or null when every frame has been in one. */
  finish(): Window | null {
    const alreadySeen = this.#startFrame === 0 ? 0 : this.#layout.overlapFrames;
    return this.#fifo.frames > alreadySeen ? this.#cut(this.#fifo.frames) : null;
  }

  #cut(validFrames: number): Window {
    const { multipleOf, minFrames } = this.#layout;
    const frames = Math.ceil(Math.max(validFrames, minFrames) / multipleOf) * multipleOf;
    const rows = createPlanarBlock(this.#layout.rows, frames);
    for (const [row, samples] of rows.entries()) samples.set(this.#fifo.peek(row, validFrames));
    return { startFrame: this.#startFrame, frames, validFrames, rows };
  }
}

/** The pull form: the windows of a whole stream. */
export async function* cutIntoWindows(
  blocks: AsyncIterable<PlanarBlock>,
  layout: WindowLayout,
): AsyncGenerator<Window> {
  const chunker = new Chunker(layout);
  for await (const block of blocks) yield* chunker.push(block);
  const last = chunker.finish();
  if (last !== null) yield last;
}

function checkLayout({ windowFrames, overlapFrames, multipleOf, minFrames }: WindowLayout): void {
  for (const [name, value] of Object.entries({ windowFrames, multipleOf, minFrames })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new Error(`Chunker: ${name} must be an integer >= 1, got ${value}`);
    }
  }
  if (windowFrames % multipleOf !== 0 || minFrames > windowFrames) {
    throw new Error(
      `Chunker: windowFrames must be a multiple of ${multipleOf} and >= ${minFrames}, ` +
        `got ${windowFrames}`,
    );
  }
  // Beyond half a window three windows would share a frame, and a seam would have no end.
  if (!Number.isInteger(overlapFrames) || overlapFrames < 0 || 2 * overlapFrames > windowFrames) {
    throw new Error(
      `Chunker: overlapFrames must be an integer from 0 to ${windowFrames / 2}, ` +
        `got ${overlapFrames}`,
    );
  }
}
