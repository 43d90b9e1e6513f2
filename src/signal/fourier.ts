/**
 * Fourier: the transform of real frames, X[b] = sum_n x[n] exp(-2 pi i b n / N), for N = P M, P odd and M a power of two from 2 on.
 *
 * The package transforms powers of two. For others, P frames of every P-th value are transformed and joined (Cooley and Tukey):
 *
 *   X[b] = sum_p exp(-2 pi i b p / N) X_p[b mod M],   x_p[m] = x[P m + p]
 *
 * which takes N P / 2 products: meant for a small P, as of 5120, 6144 and 7680.
 *
 * Neither windows nor overlaps frames.
 */
import { fft, ifft } from 'fourier-transform';

/** Bins 0 (DC) to N/2 (Nyquist); both arrays have N/2 + 1 values. */
export interface Spectrum {
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

export function createSpectrum(fftSize: number): Spectrum {
  const bins = fftSize / 2 + 1;
  return { real: new Float64Array(bins), imaginary: new Float64Array(bins) };
}

/** Transforms `frame` [N] into `into`, not normalised. */
export function forwardTransform(frame: Float64Array, into: Spectrum): void {
  const split = splitOf(frame.length);
  if (split === undefined) fft(frame, [into.real, into.imaginary]);
  else forwardSplit(frame, split, into);
}

/**
 * The inverse, 1/N included: writes the frame [N] that `spectrum` is the transform of into `into`.
 */
export function inverseTransform(spectrum: Spectrum, into: Float64Array): void {
  const split = splitOf(into.length);
  if (split === undefined) ifft(spectrum.real, spectrum.imaginary, into);
  else inverseSplit(spectrum, split, into);
}

/** What a size that is no power of two takes, made once. */
interface Split {
  readonly parts: number;
  /** [M] */
  readonly partFrame: Float64Array;
  /** of one part at a time; bins above its half are those below it, conjugated, as they are of the whole */
  readonly part: Spectrum;
  /** of 2 pi n / N, [N] each */
  readonly cosines: Float64Array;
  readonly sines: Float64Array;
}

const SPLITS = new Map<number, Split>();

function splitOf(size: number): Split | undefined {
  if (size >= 2 && (size & (size - 1)) === 0) return undefined;
  let split = SPLITS.get(size);
  if (split === undefined) {
    split = createSplit(size);
    SPLITS.set(size, split);
  }
  return split;
}

function createSplit(size: number): Split {
  const partSize = size & -size;
  if (!Number.isInteger(size) || size < 2 || partSize < 2) {
    throw new Error(`a transform needs an even size, got ${size}`);
  }
  const parts = size / partSize;
  const angles = Float64Array.from({ length: size }, (_, n) => (2 * Math.PI * n) / size);
  return {
    parts,
    partFrame: new Float64Array(partSize),
    part: createSpectrum(partSize),
    cosines: angles.map(Math.cos),
    sines: angles.map(Math.sin),
  };
}

function forwardSplit(frame: Float64Array, split: Split, into: Spectrum): void {
  const { parts, partFrame, part, cosines, sines } = split;
  const [size, partSize] = [frame.length, partFrame.length];
  into.real.fill(0);
  into.imaginary.fill(0);
  for (let p = 0; p < parts; p++) {
    for (let m = 0; m < partSize; m++) partFrame[m] = frame[parts * m + p]!;
    fft(partFrame, [part.real, part.imaginary]);
    let turn = 0;
    for (let bin = 0; bin <= size / 2; bin++) {
      const partBin = bin % partSize;
      const isHeld = partBin <= partSize / 2;
      const held = isHeld ? partBin : partSize - partBin;
      const re = part.real[held]!;
      const im = isHeld ? part.imaginary[held]! : -part.imaginary[held]!;
      into.real[bin]! += re * cosines[turn]! + im * sines[turn]!;
      into.imaginary[bin]! += im * cosines[turn]! - re * sines[turn]!;
      turn = turn + p < size ? turn + p : turn + p - size;
    }
  }
}

function inverseSplit({ real, imaginary }: Spectrum, split: Split, into: Float64Array): void {
  const { parts, partFrame, part, cosines, sines } = split;
  const [size, partSize] = [into.length, partFrame.length];
  for (let p = 0; p < parts; p++) {
    part.real.fill(0);
    part.imaginary.fill(0);
    for (let start = 0; start < size; start += partSize) {
      for (let partBin = 0; partBin <= partSize / 2; partBin++) {
        const bin = start + partBin;
        const isHeld = bin <= size / 2;
        const held = isHeld ? bin : size - bin;
        const re = real[held]! / parts;
        const im = (isHeld ? imaginary[held]! : -imaginary[held]!) / parts;
        const turn = (bin * p) % size;
        part.real[partBin]! += re * cosines[turn]! - im * sines[turn]!;
        part.imaginary[partBin]! += im * cosines[turn]! + re * sines[turn]!;
      }
    }
    ifft(part.real, part.imaginary, partFrame);
    for (let m = 0; m < partSize; m++) into[parts * m + p] = partFrame[m]!;
  }
}
