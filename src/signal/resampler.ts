/**
 * Resampler: converts a stream of planar audio from one sample rate to another
 * (libsamplerate, medium sinc).
 *
 * Contract: output frame m is the band-limited input at time m / toHz, so the two streams stay
 * aligned and there is no delay to compensate; frames come out as soon as the filter has seen
 * enough input. N input frames give exactly resampledFrames(N) = ceil(N * toHz / fromHz) frames:
 * rounding up, so that every input frame has a counterpart and converting there and back never
 * loses one. What comes out does not depend on the block size, to the bit.
 *
 * Measured, in parts of the lower Nyquist frequency: up to 0.8 a tone comes through with an error
 * of -110 dB, at 0.9 it is 2 dB down, from 1 on 99 dB.
 *
 * It does not dither, clip or change the level; equal rates pass through untouched.
 */
import { takeConverter } from './converters.js';
import { createGroupedConverter } from './grouped-converter.js';
import type { GroupedConverter } from './grouped-converter.js';
import { createPlanarBlock, planarFrames } from './planar-block.js';
import type { PlanarBlock } from './planar-block.js';

export interface ResamplerOptions {
  /** rows of each block: audio channels, or the stems of all channels */
  readonly channels: number;
  readonly fromHz: number;
  readonly toHz: number;
}

export interface Resampler {
  /** Takes [channels][n] at the old rate; gives what is ready at the new one, possibly 0 frames. */
  push(block: PlanarBlock): PlanarBlock;
  /** The rest, as if silence followed: now the totals are `resampledFrames`. Ends the stream. */
  flush(): PlanarBlock;
  /** Frees the converter; harmless when called again. */
  close(): void;
}

/** Frames that `frames` input frames become: ceil(frames * toHz / fromHz). */
export function resampledFrames(frames: number, fromHz: number, toHz: number): number {
  return Math.ceil((frames * toHz) / fromHz);
}

/**
 * Input frames that must follow a frame before its counterpart is out: after N input frames at
 * least (N - delay) * toHz / fromHz have come out.
 */
export function resamplerDelayFrames(fromHz: number, toHz: number): number {
  return fromHz === toHz ? 0 : Math.ceil(FILTER_REACH_FRAMES * Math.max(1, fromHz / toHz));
}

/**
 * @throws Error when channels or a rate is not a positive integer, or the ratio is outside 1/256
 *   to 256
 */
export async function createResampler(options: ResamplerOptions): Promise<Resampler> {
  checkOptions(options);
  const { channels, fromHz, toHz } = options;
  if (fromHz === toHz) return passThrough(channels);
  const divisor = greatestCommonDivisor(fromHz, toHz);
  const converter = await createGroupedConverter({
    rows: channels,
    ratio: toHz / fromHz,
    createConverter: (interleaved) => takeConverter(interleaved, fromHz / divisor, toHz / divisor),
  });
  return new SincResampler(options, converter);
}

/** The library's limit. */
const GREATEST_RATIO = 256;

/** How far the filter looks ahead, in frames of the lower rate; it is 46 or 47. */
const FILTER_REACH_FRAMES = 48;

/** What a flush goes on by: once or twice the filter's reach. */
const FLUSH_FRAMES = 64;

class SincResampler implements Resampler {
  readonly #options: ResamplerOptions;
  readonly #converter: GroupedConverter;
  #inputFrames = 0;
  #outputFrames = 0;
  #open = true;

  constructor(options: ResamplerOptions, converter: GroupedConverter) {
    this.#options = options;
    this.#converter = converter;
  }

  push(block: PlanarBlock): PlanarBlock {
    this.#checkOpen();
    if (block.length !== this.#options.channels) {
      throw new Error(`Resampler: expected ${this.#options.channels} rows, got ${block.length}`);
    }
    this.#inputFrames += planarFrames(block);
    const output = this.#room();
    return this.#take(output, this.#converter.convert(block, output, 0));
  }

  flush(): PlanarBlock {
    this.#checkOpen();
    const output = this.#room();
    const due = planarFrames(output);
    const silence = createPlanarBlock(this.#options.channels, FLUSH_FRAMES);
    let ready = 0;
    while (ready < due) ready += this.#converter.convert(silence, output, ready);
    this.close();
    return this.#take(output, due);
  }

  close(): void {
    if (this.#open) this.#converter.destroy();
    this.#open = false;
  }

  /** Rows for every frame that is due but not yet out: the filter's lag and the new block. */
  #room(): PlanarBlock {
    const { channels, fromHz, toHz } = this.#options;
    const due = resampledFrames(this.#inputFrames, fromHz, toHz);
    return createPlanarBlock(channels, due - this.#outputFrames);
  }

  #take(output: PlanarBlock, frames: number): PlanarBlock {
    this.#outputFrames += frames;
    return output.map((row) => row.subarray(0, frames));
  }

  #checkOpen(): void {
    if (!this.#open) throw new Error('Resampler: used after flush or close');
  }
}

function passThrough(channels: number): Resampler {
  return {
    push: (block) => block,
    flush: () => createPlanarBlock(channels, 0),
    close: () => undefined,
  };
}

function checkOptions({ channels, fromHz, toHz }: ResamplerOptions): void {
  for (const [name, value] of Object.entries({ channels, fromHz, toHz })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new Error(`Resampler: ${name} must be an integer >= 1, got ${value}`);
    }
  }
  if (Math.max(fromHz / toHz, toHz / fromHz) > GREATEST_RATIO) {
    throw new Error(`Resampler: ${fromHz} to ${toHz} Hz is a ratio beyond ${GREATEST_RATIO}`);
  }
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
