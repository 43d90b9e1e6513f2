/**
 * Peak meter: interleaved samples in, of every so many frames the smallest and the largest out, as int16.
 */
import type { WavBlock } from './wav-blocks.js';

const FULL_SCALE = 32_767;
/** of min and max */
export const BYTES_PER_PEAK = 4;

export class PeakMeter {
  readonly #framesPerPeak: number;
  #min = Infinity;
  #max = -Infinity;
  /** frames of the peak that is not done */
  #frames = 0;

  constructor(framesPerPeak: number) {
    this.#framesPerPeak = framesPerPeak;
  }

  /** @returns the peaks that are done by it */
  push({ samples, channels }: WavBlock): Uint8Array {
    const frames = samples.length / channels;
    const out = Buffer.alloc(
      BYTES_PER_PEAK * Math.floor((this.#frames + frames) / this.#framesPerPeak),
    );
    let done = 0;
    for (let frame = 0; frame < frames; frame++) {
      for (let channel = 0; channel < channels; channel++) {
        const sample = samples[frame * channels + channel]!;
        if (sample < this.#min) this.#min = sample;
        if (sample > this.#max) this.#max = sample;
      }
      if (++this.#frames === this.#framesPerPeak) done = this.#write(out, done);
    }
    return out;
  }

  /** @returns the last peak, of what frames there are; nothing where there are none */
  end(): Uint8Array {
    const out = Buffer.alloc(this.#frames > 0 ? BYTES_PER_PEAK : 0);
    if (this.#frames > 0) this.#write(out, 0);
    return out;
  }

  #write(out: Buffer, at: number): number {
    out.writeInt16LE(int16(this.#min), at);
    out.writeInt16LE(int16(this.#max), at + 2);
    [this.#min, this.#max, this.#frames] = [Infinity, -Infinity, 0];
    return at + BYTES_PER_PEAK;
  }
}

function int16(sample: number): number {
  return Math.round(FULL_SCALE * Math.min(1, Math.max(-1, sample)));
}
