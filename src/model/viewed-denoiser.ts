/**
 * Viewed denoiser: the mean of what a network says about several views of one chunk.
 *
 *   D_V(x) = 1/V sum_v g_v^-1 D(g_v x | g_v given),    g_v: some frames later, and for every other v with its sign turned over
 *
 * The ideal denoiser does not care where a chunk begins, or which sign it has. A trained one does, a little, and in another way for every view: that part of its
 * errors averages out, at V times the cost. View 0 is the chunk as it is. A chunk that comes later has silence around it, as chunks at the ends of a recording have.
 */
import type { Denoiser } from '../sampler/denoiser.js';
import type { Scratch } from '../signal/scratch.js';
import { createStemBlock, samplesOf, stemBlockIn, type StemBlock } from '../signal/stem-block.js';
import type { Conditions } from './onnx-denoiser.js';

export interface View {
  /** from 0 to below `multipleOf` */
  readonly delayFrames: number;
  readonly sign: 1 | -1;
}

export interface Viewed {
  /** V, >= 1 */
  readonly views: number;
  readonly stems: number;
  /** by how much a chunk of the model may be longer (`chunkFrames.multipleOf` of its card) */
  readonly multipleOf: number;
  readonly given: Conditions;
  readonly bind: (given: Conditions, scratch: Scratch) => Denoiser;
  readonly scratch: Scratch;
}

/** How far the views' delays go before they start again, in parts of `multipleOf`. */
const DELAY_SPAN = 5 / 4;

/**
 * Delays spread over [0, multipleOf) and over each quarter of it, which is the hop of our networks' spectra, whatever V is:
 * (5/4) multipleOf times van der Corput's sequence 0, 1/2, 1/4, 3/4, 1/8, ...
 */
export function viewAt(v: number, multipleOf: number): View {
  const delay = Math.round(DELAY_SPAN * multipleOf * vanDerCorput(v));
  return { delayFrames: delay % multipleOf, sign: v % 2 === 0 ? 1 : -1 };
}

function vanDerCorput(index: number): number {
  let value = 0;
  for (let rest = index, part = 0.5; rest > 0; rest = Math.floor(rest / 2), part /= 2) {
    value += (rest % 2) * part;
  }
  return value;
}

/** @throws Error when `views` is not a positive integer; its evaluations reject as those of `bind`'s denoisers */
export function viewedDenoiser(viewed: Viewed): Denoiser {
  const { views, stems, multipleOf, given, bind, scratch } = viewed;
  if (!Number.isInteger(views) || views < 1) {
    throw new Error(`viewedDenoiser: views must be an integer >= 1, got ${views}`);
  }
  const { channels, frames } = given;
  const asItIs = bind(given, scratch);
  const delayed = scratch.part('views');
  const shape = { channels, stems, frames: frames + multipleOf };

  const addView = async (sum: StemBlock, x: StemBlock, sigma: number, view: View) => {
    const block = (name: string) => stemBlockIn(delayed.floats(name, samplesOf(shape)), shape);
    const later = (name: string, rows: Float32Array, sign: number) =>
      placed(rows, frames, { ...view, sign }, delayed.floats(name, rowsOf(rows, frames, shape)));
    const { mixture, known, knownMask } = given;
    const bound = bind(
      {
        channels,
        frames: shape.frames,
        mixture: mixture && later('mixture', mixture, view.sign),
        known: known && { ...shape, data: later('known', known.data, view.sign) },
        knownMask: knownMask && later('known mask', knownMask, 1),
      },
      delayed,
    );
    const seen = { ...shape, data: later('x', x.data, view.sign) };
    const denoised = await bound(seen, sigma, block('denoised'));
    addBack(sum, denoised, view);
  };

  if (views === 1) return asItIs;
  return async (x, sigma, into) => {
    const sum = await asItIs(x, sigma, into ?? createStemBlock(x));
    for (let v = 1; v < views; v++) await addView(sum, x, sigma, viewAt(v, multipleOf));
    for (let i = 0; i < sum.data.length; i++) sum.data[i]! /= views;
    return sum;
  };
}

function rowsOf(rows: Float32Array, frames: number, longer: { frames: number }): number {
  return (rows.length / frames) * longer.frames;
}

/** Each row of `frames` put `delayFrames` later into a longer row, silence around it. */
function placed(
  rows: Float32Array,
  frames: number,
  { delayFrames, sign }: { delayFrames: number; sign: number },
  into: Float32Array,
): Float32Array {
  const longer = (into.length / rows.length) * frames;
  into.fill(0);
  for (let from = 0, to = delayFrames; from < rows.length; from += frames, to += longer) {
    for (let t = 0; t < frames; t++) into[to + t] = sign * rows[from + t]!;
  }
  return into;
}

function addBack(sum: StemBlock, denoised: StemBlock, { delayFrames, sign }: View): void {
  const { frames } = sum;
  let from = delayFrames;
  for (let to = 0; to < sum.data.length; to += frames, from += denoised.frames) {
    for (let t = 0; t < frames; t++) sum.data[to + t]! += sign * denoised.data[from + t]!;
  }
}
