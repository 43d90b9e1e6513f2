/**
 * Chunk of spectra: left and right of one chunk as the planes that networks of spectra take, and back.
 *
 *   [channels][frames] <-> [left real, left imaginary, right real, right imaginary][bins][columns]
 */
import { ShortTimeSpectra, type SpectraLayout } from '../../../signal/short-time-spectra.js';

/** left and right */
const CHANNELS = 2;
export const PLANES = 2 * CHANNELS;

export class ChunkOfSpectra {
  readonly #spectra: ShortTimeSpectra;
  readonly #frames: number;
  readonly #channelValues: number;

  /** @param frames of a chunk */
  constructor(layout: SpectraLayout, frames: number) {
    this.#spectra = new ShortTimeSpectra(layout, frames);
    this.#frames = frames;
    this.#channelValues = 2 * layout.bins * layout.columns;
  }

  /** Writes the planes of `chunk` to `planes`. */
  analyse(chunk: readonly Float32Array[], planes: Float32Array): void {
    for (const [channel, row] of chunk.entries()) {
      this.#spectra.analyse(row, this.#planesOf(planes, channel));
    }
  }

  /** @returns [channels][frames], new arrays */
  synthesise(planes: Float32Array): Float32Array[] {
    return Array.from({ length: CHANNELS }, (_, channel) => {
      const row = new Float32Array(this.#frames);
      this.#spectra.synthesise(this.#planesOf(planes, channel), row);
      return row;
    });
  }

  #planesOf(planes: Float32Array, channel: number): Float32Array {
    const start = channel * this.#channelValues;
    return planes.subarray(start, start + this.#channelValues);
  }
}
