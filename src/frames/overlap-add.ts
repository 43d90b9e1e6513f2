/**
 * Overlap-add: joins the stems of overlapping windows into one stream; the inverse of
 * `frames/chunker`.
 *
 *   seam of V frames:  | before | cross-fade | after |
 *   conditioned        | known: floor(V/2) | cross-fade: the rest |
 *   cross-faded        | edge: E | cross-fade: V - 2 E | edge: E |
 *
 * Of a conditioned seam, the first half is finished by the window before and is known to the next one,
 * so that the next one continues what was played instead of starting anew (imputation over time).
 * Windows that know nothing of each other err most at their edges, where they do not hear what goes on:
 * there the other one counts alone. In between,
 *
 *   out[j] = before[j] + w[j] * (after[j] - before[j]),   w[j] = (j + 1/2) / frames of the cross-fade,
 *
 * takes up what difference there is. The weights are linear, not equal-power, because the two
 * sides are nearly the same signal (of the same mixture): equal-power would raise it by up to 3 dB. And
 * weights that sum to one keep the stems' sum: where both windows sum to the mixture, so does the seam.
 *
 * Holds one seam. It neither runs the model nor knows the sample rate.
 */
import { createStemBlock, partOfStemBlock, stemRow } from '../signal/stem-block.js';
import type { StemBlock, StemShape } from '../signal/stem-block.js';
import type { Window } from './chunker.js';

/** How the frames that two windows share are made of both. */
export type Seam =
  | { readonly kind: 'conditioned' }
  /** @property edgeFrames E, at most half of V */
  | { readonly kind: 'cross-faded'; readonly edgeFrames: number };

export interface OverlapAddOptions extends Pick<StemShape, 'channels' | 'stems'> {
  /** V, as the chunker has it */
  readonly overlapFrames: number;
  readonly seam: Seam;
}

/** What is known of a window before it is sampled. */
export interface Condition {
  /** [channels][stems][window.frames], zero where unknown */
  readonly known: StemBlock;
  /** [stems][window.frames] of 0 and 1 (1 = known) */
  readonly knownMask: Float32Array;
}

export class OverlapAdd {
  readonly #options: OverlapAddOptions;
  /** frames of a seam that are finished by its first window */
  readonly #beforeFrames: number;
  /** frames at its end that are its second window's alone */
  readonly #afterFrames: number;
  /** The last V frames so far, of which the first are finished; null before any window. */
  #seam: StemBlock | null = null;
  #seamStart = 0;
  /** frames handed out so far: everything before is finished */
  #finishedFrames = 0;

  constructor(options: OverlapAddOptions) {
    if (!Number.isInteger(options.overlapFrames) || options.overlapFrames < 0) {
      throw new Error(
        `OverlapAdd: overlapFrames must be an integer >= 0, got ${options.overlapFrames}`,
      );
    }
    this.#options = options;
    const { overlapFrames, seam } = options;
    const edgeFrames = seam.kind === 'conditioned' ? 0 : seam.edgeFrames;
    if (!Number.isInteger(edgeFrames) || edgeFrames < 0 || 2 * edgeFrames > overlapFrames) {
      throw new Error(
        `OverlapAdd: edgeFrames must be an integer from 0 to ${overlapFrames / 2}, got ${edgeFrames}`,
      );
    }
    this.#beforeFrames = seam.kind === 'conditioned' ? Math.floor(overlapFrames / 2) : edgeFrames;
    this.#afterFrames = edgeFrames;
  }

  /** What is already produced of the next window, in new blocks; null when nothing is, or the seam is not conditioned. */
  conditionFor(window: Window): Condition | null {
    if (this.#options.seam.kind !== 'conditioned') return null;
    if (this.#seam === null || this.#beforeFrames === 0) return null;
    this.#checkNext(window);
    const { channels, stems } = this.#options;
    const known = createStemBlock({ channels, stems, frames: window.frames });
    copyFrames(this.#seam, known, this.#beforeFrames);
    const knownMask = new Float32Array(stems * window.frames);
    for (let stem = 0; stem < stems; stem++) {
      const start = stem * window.frames;
      knownMask.fill(1, start, start + this.#beforeFrames);
    }
    return { known, knownMask };
  }

  /**
   * Adds the next window. `stems` [channels][stems][window.frames] is handed over: its seam is
   * blended in place.
   * @returns the frames this finishes, directly behind those handed out before
   * @throws Error when windows do not follow each other, or the block has another shape
   */
  push(window: Window, stems: StemBlock): StemBlock {
    this.#checkNext(window);
    this.#checkShape(window, stems);
    if (this.#seam !== null) blendSeam(this.#seam, stems, this.#beforeFrames, this.#afterFrames);
    const { overlapFrames } = this.#options;
    const end = window.validFrames;
    const seamStart = Math.max(0, end - overlapFrames);
    const from = this.#finishedFrames - window.startFrame;
    const to = Math.max(from, end - (overlapFrames - this.#beforeFrames));
    this.#seam = partOfStemBlock(stems, seamStart, end);
    this.#seamStart = window.startFrame + seamStart;
    this.#finishedFrames = window.startFrame + to;
    return partOfStemBlock(stems, from, to);
  }

  /** The end of the stream: the frames that waited for another window. */
  finish(): StemBlock {
    const seam = this.#seam ?? createStemBlock({ ...this.#options, frames: 0 });
    const rest = partOfStemBlock(seam, this.#finishedFrames - this.#seamStart, seam.frames);
    this.#finishedFrames += rest.frames;
    return rest;
  }

  #checkNext({ startFrame }: Window): void {
    const complete = this.#seam === null || this.#seam.frames === this.#options.overlapFrames;
    if (startFrame !== this.#seamStart || !complete) {
      throw new Error(`OverlapAdd: expected a window from ${this.#seamStart}, got ${startFrame}`);
    }
  }

  #checkShape({ frames, validFrames }: Window, block: StemBlock): void {
    const { channels, stems } = this.#options;
    const expected = `${channels} x ${stems} x ${frames}`;
    const got = `${block.channels} x ${block.stems} x ${block.frames}`;
    if (got !== expected) throw new Error(`OverlapAdd: expected stems of ${expected}, got ${got}`);
    if (this.#seam !== null && validFrames <= this.#seam.frames) {
      throw new Error(`OverlapAdd: a window of ${validFrames} frames brings nothing new`);
    }
  }
}

/**
 * Replaces the first frames of `after` by those of `before` and cross-fades the next ones; those at
 * the end of the seam stay.
 */
function blendSeam(
  before: StemBlock,
  after: StemBlock,
  beforeFrames: number,
  afterFrames: number,
): void {
  copyFrames(before, after, beforeFrames);
  const fadeFrames = before.frames - beforeFrames - afterFrames;
  forEachRow(before, after, (from, into) => {
    for (let j = 0; j < fadeFrames; j++) {
      const frame = beforeFrames + j;
      const weight = (j + 0.5) / fadeFrames;
      // In this form two equal values stay what they are, to the bit.
      into[frame] = from[frame]! + weight * (into[frame]! - from[frame]!);
    }
  });
}

function copyFrames(source: StemBlock, target: StemBlock, frames: number): void {
  forEachRow(source, target, (from, into) => {
    into.set(from.subarray(0, frames));
  });
}

function forEachRow(
  a: StemBlock,
  b: StemBlock,
  visit: (rowOfA: Float32Array, rowOfB: Float32Array) => void,
): void {
  for (let channel = 0; channel < a.channels; channel++) {
    for (let stem = 0; stem < a.stems; stem++) {
      visit(stemRow(a, channel, stem), stemRow(b, channel, stem));
    }
  }
}
