/**
 * Viewed denoiser: test-time augmentation, the mean of what a network says about several views of one chunk, each played at
 * another speed.
 *
 *   D_V(x) = D(x) + 1/V sum_v R_v^-1 [ D(R_v x; sqrt(r_v) sigma | R_v c) - R_v D(x) ],    v = 1 to V - 1, R_v: played 1 / r_v times faster, c: the conditioning
 *
 * A band that plays a little faster and higher is the same band: an ideal denoiser would say the same of it. A trained one errs, in another way
 * at every speed, and errors that differ average out, at V times the cost and that of resampling. Only differences go through R_v: what it loses (above r_v
 * times the Nyquist frequency), and what is known, stay as the first view has them. View 0 is the chunk as it is.
 */
import type { Denoiser } from '../sampler/denoiser.js';
import type { Scratch } from '../signal/scratch.js';
import {
  createStemBlock,
  samplesOf,
  stemBlockIn,
  type StemBlock,
  type StemShape,
} from '../signal/stem-block.js';
import type { Conditions } from './onnx-denoiser.js';
import { fasterFrames, playedFaster, playedSlower, type PlaybackSpeed } from './playback-speed.js';

export interface Viewed {
  /** V, >= 1 */
  readonly views: number;
  readonly stems: number;
  /** the graph takes chunks of such lengths only (`chunkFrames.multipleOf` of its card) */
  readonly multipleOf: number;
  /** and none shorter (`chunkFrames.min`) */
  readonly minFrames: number;
  readonly conditions: Conditions;
  /** the denoiser does not look at x, which is then played at no speed */
  readonly ignoresX?: boolean;
  readonly bind: (conditions: Conditions, scratch: Scratch) => Denoiser;
  readonly scratch: Scratch;
}

/** Of the fastest view, 10 / 9 times: measured on real recordings, 1.18 times faster gained less, 1.05 times too. */
const GREATEST_PART = 10;

/**
 * r_v = 1 - (1 - u) / 10, u van der Corput's sequence 0, 1/2, 1/4, 3/4, 1/8, ...: 9/10, 19/20, 37/40, ... for v = 1, 2, 3, ...
 *
 * @throws Error when `v` is less than 1: view 0 has no speed of its own
 */
export function speedOfView(v: number): PlaybackSpeed {
  if (!Number.isInteger(v) || v < 1) {
    throw new Error(`speedOfView: v must be an integer >= 1, got ${v}`);
  }
  let [part, parts] = [0, 1];
  for (let rest = v - 1; rest > 0; rest >>= 1) [part, parts] = [2 * part + (rest & 1), 2 * parts];
  return { numerator: (GREATEST_PART - 1) * parts + part, denominator: GREATEST_PART * parts };
}

/** A denoiser that hears everything at a speed, and what is needed to talk to it */
interface View {
  readonly speed: PlaybackSpeed;
  readonly shape: StemShape;
  readonly bound: Denoiser;
  readonly memory: Scratch;
}

/** @throws Error when `views` is not a positive integer; its evaluations reject as those of `bind`'s denoisers */
export function viewedDenoiser(viewed: Viewed): Denoiser {
  const { views, conditions, bind, scratch } = viewed;
  if (!Number.isInteger(views) || views < 1) {
    throw new Error(`viewedDenoiser: views must be an integer >= 1, got ${views}`);
  }
  const asItIs = bind(conditions, scratch);
  if (views === 1) return asItIs;
  const prepared: Promise<View>[] = [];
  return async (x, sigma, into) => {
    const first = await asItIs(x, sigma, into ?? createStemBlock(x));
    const corrections = scratch.floats('corrections of views', first.data.length).fill(0);
    for (let v = 1; v < views; v++) {
      const view = await (prepared[v] ??= prepare(viewed, v));
      const difference = await differenceOf(
        view,
        viewed.ignoresX === true ? null : x,
        first,
        sigma,
        scratch,
      );
      for (let i = 0; i < corrections.length; i++) corrections[i]! += difference[i]! / views;
    }
    addWhereUnknown(first, corrections, conditions.knownMask);
    return first;
  };
}

async function prepare(viewed: Viewed, v: number): Promise<View> {
  const { stems, multipleOf, minFrames, conditions, bind, scratch } = viewed;
  const { channels, frames, mixture, known, knownMask } = conditions;
  const speed = speedOfView(v);
  const memory = scratch.part(`view ${v}`);
  const least = Math.max(minFrames, fasterFrames(frames, speed));
  const shape = { channels, stems, frames: Math.ceil(least / multipleOf) * multipleOf };
  const faster = async (name: string, rows: Float32Array) =>
    playedFaster(rows, frames, speed, memory.floats(name, (rows.length / frames) * shape.frames));
  const heard: Conditions = {
    channels,
    frames: shape.frames,
    mixture: mixture && (await faster('mixture', mixture)),
    known: known && { ...shape, data: await faster('known', known.data) },
    knownMask: knownMask && fasterMask(knownMask, frames, speed, shape),
  };
  return { speed, shape, memory, bound: bind(heard, memory) };
}

/** R^-1 [ D(R x) - R first ], as long as `first` */
async function differenceOf(
  { speed, shape, bound, memory }: View,
  x: StemBlock | null,
  first: StemBlock,
  sigma: number,
  scratch: Scratch,
): Promise<Float32Array> {
  const block = (name: string) => stemBlockIn(memory.floats(name, samplesOf(shape)), shape);
  const faster = async (name: string, { data, frames }: StemBlock) =>
    playedFaster(data, frames, speed, block(name).data);
  const heard = x === null ? block('x') : { ...shape, data: await faster('x', x) };
  const { numerator, denominator } = speed;
  const denoised = await bound(
    heard,
    sigma * Math.sqrt(numerator / denominator),
    block('denoised'),
  );
  const before = await faster('x', first);
  for (let i = 0; i < before.length; i++) denoised.data[i]! -= before[i]!;
  const back = scratch.floats('difference of a view', first.data.length);
  return playedSlower(denoised.data, shape.frames, speed, back);
}

/** The mask [stems][frames] at the nearest frames; nothing is known beyond its end. */
function fasterMask(
  mask: Float32Array,
  frames: number,
  { numerator, denominator }: PlaybackSpeed,
  shape: StemShape,
): Float32Array {
  const faster = new Float32Array(shape.stems * shape.frames);
  for (let stem = 0; stem < shape.stems; stem++) {
    for (let t = 0; t < shape.frames; t++) {
      const at = Math.round((t * denominator) / numerator);
      if (at < frames) faster[stem * shape.frames + t] = mask[stem * frames + at]!;
    }
  }
  return faster;
}

/** `mask` [stems][frames], the same for every channel */
function addWhereUnknown(
  block: StemBlock,
  corrections: Float32Array,
  mask: Float32Array | null,
): void {
  for (let i = 0; i < corrections.length; i++) {
    if (mask === null || mask[i % mask.length] === 0) block.data[i]! += corrections[i]!;
  }
}
