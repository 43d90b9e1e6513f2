/**
 * Fractional interpolator: plays a stream slightly faster or slower, by a factor that may change with every block.
 *
 * Output frame m is the band-limited input at position p[m], with p[m+1] = p[m] + 1 + excess:
 *
 *     y[m] = sum_k x[k] * sinc(p[m] - k) * kaiser((p[m] - k) / HALF)
 *
 * p starts at 0, and a frame comes out once HALF further ones are here. At whole positions the kernel is one 1 among
 * zeros, so that with no excess the output is the input to the bit. What comes out does not depend on the block size, to
 * the bit. Unlike signal/resampler it has no cutoff of its own: it is for factors within a thousandth of 1.
 *
 * Measured at 44.1 kHz and an excess of 100 parts in a million: what is not the tone lies 115 dB below tones of 1 to 10 kHz,
 * 111 dB below one of 18 kHz and 34 dB below one of 20 kHz (the test holds 1 and 16 kHz to a little more).
 */
import { createPlanarBlock, type PlanarBlock } from './planar-block.js';
import { PlanarFifo } from './planar-fifo.js';

/** Frames on either side that a frame is made of. */
export const HALF_FRAMES = 24;
const TAPS = 2 * HALF_FRAMES;
/** Side lobes near -110 dB. */
const KAISER_BETA = 11;
/** Kernels in the table; between them it is interpolated, with an error near 1 / (8 PHASES^2) of the kernel's bend. */
const PHASES = 1024;
export const GREATEST_EXCESS = 1e-3;

export class FractionalInterpolator {
  readonly #rows: number;
  readonly #input: PlanarFifo;
  readonly #kernels = kernelTable();
  readonly #kernel = new Float64Array(TAPS);
  /** how far the next frame is behind the kernel's middle, 0 to 1 */
  #fraction = 0;

  /** @throws Error when rows is not a positive integer */
  constructor(rows: number) {
    this.#rows = rows;
    this.#input = new PlanarFifo(rows);
    this.#input.appendZeros(HALF_FRAMES - 1);
  }

  /**
   * @param excess input frames per output frame, less 1
   * @returns rows that are valid until the next push
   */
  push(block: PlanarBlock, excess: number): PlanarBlock {
    if (!(Math.abs(excess) <= GREATEST_EXCESS)) {
      throw new Error(`FractionalInterpolator: an excess of ${excess}`);
    }
    this.#input.append(block);
    const room = Math.max(0, this.#input.frames - TAPS + 1);
    const exact = excess === 0 && this.#fraction === 0;
    return exact ? this.#handOn(room) : this.#interpolate(room, excess);
  }

  #handOn(frames: number): PlanarBlock {
    const output = Array.from({ length: this.#rows }, (_, row) =>
      this.#input.peek(row, HALF_FRAMES - 1 + frames).subarray(HALF_FRAMES - 1),
    );
    this.#input.drop(frames);
    return output;
  }

  #interpolate(room: number, excess: number): PlanarBlock {
    const held = this.#input.frames;
    // the greatest excess makes one frame more of a thousand
    const output = createPlanarBlock(this.#rows, room + Math.ceil(2 * room * GREATEST_EXCESS) + 1);
    const rows = output.map((_, row) => this.#input.peek(row, held));
    let start = 0;
    let frames = 0;
    while (start + TAPS <= held) {
      this.#setKernel();
      for (const [row, samples] of rows.entries()) {
        let sum = 0;
        for (let tap = 0; tap < TAPS; tap++) sum += this.#kernel[tap]! * samples[start + tap]!;
        output[row]![frames] = sum;
      }
      frames += 1;
      this.#fraction += excess;
      const whole = Math.floor(this.#fraction);
      this.#fraction -= whole;
      start += 1 + whole;
    }
    this.#input.drop(start);
    return output.map((row) => row.subarray(0, frames));
  }

  #setKernel(): void {
    const place = this.#fraction * PHASES;
    const phase = Math.floor(place);
    const between = place - phase;
    const at = phase * TAPS;
    for (let tap = 0; tap < TAPS; tap++) {
      const here = this.#kernels[at + tap]!;
      this.#kernel[tap] = here + between * (this.#kernels[at + TAPS + tap]! - here);
    }
  }
}

/** of the thread; made for the first interpolator, which most commands never have */
let kernels: Float64Array | undefined;

/** One kernel a row, for fractions 0 to 1 with both ends; each has a sum of 1. */
function kernelTable(): Float64Array {
  return (kernels ??= computedKernels());
}

function computedKernels(): Float64Array {
  const table = new Float64Array((PHASES + 1) * TAPS);
  for (let phase = 0; phase <= PHASES; phase++) {
    const row = table.subarray(phase * TAPS, (phase + 1) * TAPS);
    for (let tap = 0; tap < TAPS; tap++)
      row[tap] = kernelAt(HALF_FRAMES - 1 - tap + phase / PHASES);
    const sum = row.reduce((total, value) => total + value, 0);
    for (let tap = 0; tap < TAPS; tap++) row[tap]! /= sum;
  }
  return table;
}

function kernelAt(frames: number): number {
  if (Number.isInteger(frames)) return frames === 0 ? 1 : 0;
  const sinc = Math.sin(Math.PI * frames) / (Math.PI * frames);
  const inside = 1 - (frames / HALF_FRAMES) ** 2;
  return (
    sinc * (inside <= 0 ? 0 : besselI0(KAISER_BETA * Math.sqrt(inside)) / besselI0(KAISER_BETA))
  );
}

/** sum_n ((x/2)^n / n!)^2 */
function besselI0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= (x / 2 / n) ** 2;
    sum += term;
  }
  return sum;
}
