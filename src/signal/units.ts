/**
 * Units: frames at the model's rate, frames at the recording's, and a stem's place in the model, as types that do not mix.
 *
 *   native = model * nativeRateHz / modelRateHz
 *
 * They are numbers and cost nothing; arithmetic gives a plain number, which has to be named again. For where both rates, or a
 * stem's place and that of a row, meet; what knows one rate only counts in plain frames.
 */
declare const UNIT: unique symbol;

export type ModelFrames = number & { readonly [UNIT]: 'frames at the model’s rate' };
export type NativeFrames = number & { readonly [UNIT]: 'frames at the recording’s rate' };
/** in the order of the model's card */
export type StemIndex = number & { readonly [UNIT]: 'stem' };

export interface RatePair {
  readonly modelRateHz: number;
  readonly nativeRateHz: number;
}

export function modelFrames(frames: number): ModelFrames {
  return frames as ModelFrames;
}

export function nativeFrames(frames: number): NativeFrames {
  return frames as NativeFrames;
}

export function stemIndex(index: number): StemIndex {
  return index as StemIndex;
}

/** Not rounded. */
export function toModelFrames(frames: NativeFrames, rates: RatePair): ModelFrames {
  return modelFrames((frames * rates.modelRateHz) / rates.nativeRateHz);
}

/** Not rounded. */
export function toNativeFrames(frames: ModelFrames, rates: RatePair): NativeFrames {
  return nativeFrames((frames * rates.nativeRateHz) / rates.modelRateHz);
}

/** The next whole frame. */
export function wholeFrames<Frames extends ModelFrames | NativeFrames>(frames: Frames): Frames {
  return Math.ceil(frames) as Frames;
}

/** Of one kind. */
export function sumFrames<Frames extends ModelFrames | NativeFrames>(
  first: Frames,
  ...others: readonly NoInfer<Frames>[]
): Frames {
  return others.reduce<number>((sum, frames) => sum + frames, first) as Frames;
}
