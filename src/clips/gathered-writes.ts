/**
 * Gathered writes: short blocks of stems are put together, and written as long ones. Each write of a sink costs calls of the
 * system for every file, whatever its length.
 */
import { PACKED_FRAMES } from '../audio/sample-packer.js';
import type { StemSink } from '../audio/stem-sink.js';
import { createStemBlock, partOfStemBlock, stemRow, type StemBlock } from '../signal/stem-block.js';

export class GatheredWrites {
  readonly #sink: Pick<StemSink, 'write'>;
  readonly #gathered: StemBlock;
  #frames = 0;

  /** @param shape of all blocks */
  constructor(sink: Pick<StemSink, 'write'>, shape: Pick<StemBlock, 'channels' | 'stems'>) {
    this.#sink = sink;
    this.#gathered = createStemBlock({ ...shape, frames: PACKED_FRAMES });
  }

  /** Resolves when the block may be reused. @throws OperationalError `output-failed` */
  async write(block: StemBlock): Promise<void> {
    for (let from = 0; from < block.frames;) {
      const frames = Math.min(block.frames - from, PACKED_FRAMES - this.#frames);
      for (let channel = 0; channel < block.channels; channel++) {
        for (let stem = 0; stem < block.stems; stem++) {
          const row = stemRow(block, channel, stem).subarray(from, from + frames);
          stemRow(this.#gathered, channel, stem).set(row, this.#frames);
        }
      }
      from += frames;
      this.#frames += frames;
      if (this.#frames === PACKED_FRAMES) await this.flush();
    }
  }

  /** Writes what waits. @throws OperationalError `output-failed` */
  async flush(): Promise<void> {
    if (this.#frames === 0) return;
    const frames = this.#frames;
    this.#frames = 0;
    const isFull = frames === PACKED_FRAMES;
    await this.#sink.write(isFull ? this.#gathered : partOfStemBlock(this.#gathered, 0, frames));
  }
}
