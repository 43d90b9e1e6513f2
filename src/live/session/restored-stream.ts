/**
 * Restored stream: finished hops at the model's rate in, native stems out, exactly as many frames as are asked for.
 *
 * Restoring is done as output is needed, a few milliseconds of sound at a time, so that a whole hop never keeps its
 * thread busy at once. The stems sum to the recording that was pushed (signal/restore). It begins with silence: the
 * session's latency.
 */
import { PlanarFifo } from '../../signal/planar-fifo.js';
import type { PlanarBlock } from '../../signal/planar-block.js';
import { createRestore } from '../../signal/restore.js';
import type { Restore, RestoreOptions } from '../../signal/restore.js';
import { Scratch } from '../../signal/scratch.js';
import { createStemBlock, samplesOf, stemBlockIn, stemRows } from '../../signal/stem-block.js';
import type { StemBlock } from '../../signal/stem-block.js';
import type { NativeFrames } from '../../signal/units.js';

/** model frames restored at once, at most */
const BLOCK_FRAMES = 256;

export class RestoredStream {
  readonly #options: RestoreOptions;
  readonly #restore: Restore;
  readonly #hops: PlanarFifo;
  readonly #ready: PlanarFifo;
  readonly #scratch = new Scratch();
  #silentFrames: number;

  static async open(options: RestoreOptions, latencyFrames: NativeFrames): Promise<RestoredStream> {
    return new RestoredStream(options, await createRestore(options), latencyFrames);
  }

  private constructor(options: RestoreOptions, restore: Restore, latencyFrames: NativeFrames) {
    this.#options = options;
    this.#restore = restore;
    this.#hops = new PlanarFifo(options.channels * options.stems);
    this.#ready = new PlanarFifo(options.channels * options.stems);
    this.#silentFrames = latencyFrames;
  }

  /** Takes the recording [channels][n]. */
  pushMixture(block: PlanarBlock): void {
    this.#restore.pushMixture(block);
  }

  /** Takes the next hop of stems at the model's rate. */
  pushHop(hop: StemBlock): void {
    this.#hops.append(stemRows(hop));
  }

  /** The next `frames` native frames. @throws Error when the hops that were pushed do not reach so far */
  pull(frames: number): StemBlock {
    const { channels, stems } = this.#options;
    const out = createStemBlock({ channels, stems, frames });
    const silent = Math.min(frames, this.#silentFrames);
    this.#silentFrames -= silent;
    const due = frames - silent;
    while (this.#ready.frames < due) this.#restoreBlock();
    for (let row = 0; row < channels * stems; row++) {
      out.data.set(this.#ready.peek(row, due), row * frames + silent);
    }
    this.#ready.drop(due);
    return out;
  }

  close(): void {
    this.#restore.close();
  }

  #restoreBlock(): void {
    const { channels, stems } = this.#options;
    const frames = Math.min(BLOCK_FRAMES, this.#hops.frames);
    if (frames === 0) throw new Error('RestoredStream: a hop is missing that is due');
    const shape = { channels, stems, frames };
    const block = stemBlockIn(this.#scratch.floats('block', samplesOf(shape)), shape);
    for (let row = 0; row < channels * stems; row++) {
      block.data.set(this.#hops.peek(row, frames), row * frames);
    }
    this.#hops.drop(frames);
    this.#ready.append(stemRows(this.#restore.pushStems(block)));
  }
}
