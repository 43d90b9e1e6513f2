/**
 * Hop stream: the live session at the model's rate. Mixture in; hop after hop of stems out, each once, in order.
 *
 *   mixture  ... | past of hop h | hop h | look-ahead | ...
 *   sent              ... known |                          known to the window of hop h where it was separated
 *
 * A hop is finished either with the stems of its window or by passing through: the mixture itself as one designated
 * stem, the others silent. Every hop begins with a cross-fade from what would have followed the one before (the
 * look-ahead of its window, or the mixture),
 *
 *   out[j] = before[j] + w[j] * (after[j] - before[j]),   w[j] = sin^2(pi/2 * (j + 1/2) / seam)
 *
 * so stems neither jump at a seam nor when separation drops out or comes back; and since both sides sum to the
 * mixture, so does every frame. It decides nothing and computes nothing: when a hop is late, and what samples a
 * window, its owner knows. Memory: one window of mixture and of stems, plus what the owner is behind.
 */
import type { SamplingTask } from '../../model/inference.js';
import { PlanarFifo } from '../../signal/planar-fifo.js';
import { createPlanarBlock } from '../../signal/planar-block.js';
import type { PlanarBlock } from '../../signal/planar-block.js';
import { Scratch } from '../../signal/scratch.js';
import { createStemBlock, samplesOf, stemBlockIn, stemRows } from '../../signal/stem-block.js';
import type { StemBlock } from '../../signal/stem-block.js';
import type { StemIndex } from '../../signal/units.js';
import type { LiveGeometry } from './live-geometry.js';

export interface HopStreamOptions {
  readonly channels: number;
  readonly stems: number;
  /** index of the stem that carries the mixture when nothing is separated */
  readonly passThroughStem: StemIndex;
  readonly geometry: Omit<LiveGeometry, 'computeMarginFrames' | 'latencyFrames'>;
}

export type HopTask = Omit<SamplingTask, 'plan'> & { readonly mixture: Float32Array };

/** What would follow the last finished hop: rows of one seam. */
interface Continuation {
  readonly rows: PlanarBlock;
  readonly separated: boolean;
}

export class HopStream {
  readonly #options: HopStreamOptions;
  readonly #pastFrames: number;
  /** begins one full past before the next hop */
  readonly #mixture: PlanarFifo;
  /** the last `knownFrames` before the next hop; its last row is 1 where stems were separated, else 0 */
  readonly #sent: PlanarFifo;
  readonly #weights: Float64Array;
  /**
   * Tasks are written here. A worker reads them where they are: fresh arrays for each were 7 MB a second, which this
   * thread had to stop and collect.
   */
  readonly #shared = new Scratch(
    (length) => new Float32Array(new SharedArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT)),
  );
  #continuation: Continuation | null = null;
  #nextHop = 0;

  constructor(options: HopStreamOptions) {
    const { channels, stems, passThroughStem, geometry } = options;
    const { windowFrames, hopFrames, lookAheadFrames, seamFrames, knownFrames } = geometry;
    if (!Number.isInteger(passThroughStem) || passThroughStem < 0 || passThroughStem >= stems) {
      throw new Error(`HopStream: passThroughStem ${passThroughStem} of ${stems} stems`);
    }
    this.#options = options;
    this.#pastFrames = windowFrames - hopFrames - lookAheadFrames;
    this.#mixture = new PlanarFifo(channels);
    this.#mixture.appendZeros(this.#pastFrames);
    this.#sent = new PlanarFifo(channels * stems + 1);
    this.#sent.appendZeros(knownFrames);
    this.#weights = Float64Array.from(
      { length: seamFrames },
      (_, j) => Math.sin((Math.PI / 2) * ((j + 0.5) / seamFrames)) ** 2,
    );
  }

  /** index of the first hop that is not finished; it begins at frame nextHop * hopFrames */
  get nextHop(): number {
    return this.#nextHop;
  }

  /** index of the last hop whose window has come in; below `nextHop` when none has */
  get newestWholeHop(): number {
    const { hopFrames, lookAheadFrames } = this.#options.geometry;
    const ahead = this.#mixture.frames - this.#pastFrames - lookAheadFrames;
    return this.#nextHop + Math.floor(ahead / hopFrames) - 1;
  }

  /** Takes the mixture [channels][n]. */
  pushMixture(block: PlanarBlock): void {
    this.#mixture.append(block);
  }

  /**
   * The next hop's window of `windowFrames`, in arrays that the next task is written to. Noise is drawn by `startFrame`,
   * which counts from one full past before the session's first frame, so that it is never negative.
   */
  task(windowFrames: number): HopTask {
    const { channels, stems, geometry } = this.#options;
    const { hopFrames } = geometry;
    const past = windowFrames - hopFrames - geometry.lookAheadFrames;
    const skipped = this.#pastFrames - past;
    const mixture = this.#shared.floats('mixture', channels * windowFrames);
    for (let channel = 0; channel < channels; channel++) {
      const row = this.#mixture.peek(channel, skipped + windowFrames);
      mixture.set(row.subarray(skipped), channel * windowFrames);
    }
    return {
      channels,
      frames: windowFrames,
      startFrame: this.#nextHop * hopFrames + skipped,
      mixture,
      ...this.#known({ channels, stems, frames: windowFrames }, past),
    };
  }

  /** Finishes the next hop with the stems [channels][stems][windowFrames] of its window. */
  finishSeparated(stems: StemBlock): StemBlock {
    const { hopFrames, lookAheadFrames, seamFrames } = this.#options.geometry;
    const start = stems.frames - hopFrames - lookAheadFrames;
    return this.#finish(
      Array.from({ length: stems.channels * stems.stems }, (_, row) =>
        stems.data.subarray(
          row * stems.frames + start,
          row * stems.frames + start + hopFrames + seamFrames,
        ),
      ),
      true,
    );
  }

  /** Finishes the next hop with the mixture as the designated stem. */
  finishPassedThrough(): StemBlock {
    const { channels, stems, passThroughStem, geometry } = this.#options;
    const frames = geometry.hopFrames + geometry.seamFrames;
    const rows = createPlanarBlock(channels * stems, frames);
    for (let channel = 0; channel < channels; channel++) {
      const mixture = this.#mixture.peek(channel, this.#pastFrames + frames);
      rows[channel * stems + passThroughStem]!.set(mixture.subarray(this.#pastFrames));
    }
    return this.#finish(rows, false);
  }

  /** @param rows [channels * stems][hop + seam], the hop and what would follow it */
  #finish(rows: PlanarBlock, separated: boolean): StemBlock {
    const { channels, stems, geometry } = this.#options;
    const { hopFrames, seamFrames } = geometry;
    const hop = createStemBlock({ channels, stems, frames: hopFrames });
    const before = this.#continuation;
    for (const [row, samples] of rows.entries()) {
      const out = hop.data.subarray(row * hopFrames, (row + 1) * hopFrames);
      out.set(samples.subarray(0, hopFrames));
      if (before !== null) fadeIn(out, before.rows[row]!, this.#weights);
    }
    const isSeparated = new Float32Array(hopFrames).fill(separated ? 1 : 0);
    // A seam between both kinds is neither: no window may take it for a stem.
    if (before !== null && !before.separated) isSeparated.fill(0, 0, seamFrames);
    this.#sent.append([...stemRows(hop), isSeparated]);
    this.#sent.drop(hopFrames);
    this.#mixture.drop(hopFrames);
    this.#continuation = { rows: rows.map((samples) => samples.slice(hopFrames)), separated };
    this.#nextHop++;
    return hop;
  }

  #known(
    shape: { channels: number; stems: number; frames: number },
    past: number,
  ): Pick<SamplingTask, 'known' | 'knownMask'> {
    const rows = shape.channels * shape.stems;
    const { knownFrames } = this.#options.geometry;
    const frames = Math.min(past, knownFrames);
    const latest = (row: number): Float32Array =>
      this.#sent.peek(row, knownFrames).subarray(knownFrames - frames);
    const mask = latest(rows);
    if (!mask.includes(1)) return { known: null, knownMask: null };
    const known = stemBlockIn(this.#shared.floats('known', samplesOf(shape)).fill(0), shape);
    const start = past - frames;
    for (let row = 0; row < rows; row++) {
      const into = known.data.subarray(row * shape.frames + start);
      const sent = latest(row);
      for (let t = 0; t < frames; t++) if (mask[t] === 1) into[t] = sent[t]!;
    }
    const knownMask = this.#shared.floats('known mask', shape.stems * shape.frames).fill(0);
    for (let stem = 0; stem < shape.stems; stem++) knownMask.set(mask, stem * shape.frames + start);
    return { known, knownMask };
  }
}

/** In this form two equal values stay what they are, to the bit. */
function fadeIn(out: Float32Array, before: Float32Array, weights: Float64Array): void {
  for (let j = 0; j < weights.length; j++) {
    out[j] = before[j]! + weights[j]! * (out[j]! - before[j]!);
  }
}
