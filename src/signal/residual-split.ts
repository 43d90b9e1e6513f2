/**
 * Residual split: cuts one channel's residual into a part per stem, r_k with sum_k r_k = r, by
 * short-time spectral masks.
 *
 * Windows of N frames overlap by half and are weighted by sin(pi (n + 1/2) / N) before and after
 * the mask: the squares of two neighbours sum to one, so a mask of ones changes nothing. The parts
 * are linear in r; the last one is r minus the others, which is what its own transform would give
 * and makes the sum hold to double precision.
 *
 * It goes window by window; whoever calls cuts the streams and puts the hops together.
 */
import { createSpectrum, forwardTransform, inverseTransform, type Spectrum } from './fourier.js';
import { StemShares } from './stem-shares.js';

export interface ResidualSplitOptions {
  readonly stems: number;
  /** N, a power of two; windows advance by N/2 */
  readonly fftSize: number;
  readonly rateHz: number;
  /** the highest frequency the estimates can hold */
  readonly visibleHz: number;
}

export class ResidualSplit {
  readonly #hopFrames: number;
  readonly #taper: Float64Array;
  readonly #shares: StemShares;
  /** [stems][N]: what windows added so far, its first hop complete; the last stem has only that */
  readonly #parts: readonly Float64Array[];
  readonly #frame: Float64Array;
  readonly #whole: Spectrum;
  readonly #masked: Spectrum;
  readonly #stride: number;
  readonly #estimateFrame: Float64Array;
  readonly #estimateSpectrum: Spectrum;

  constructor({ stems, fftSize, rateHz, visibleHz }: ResidualSplitOptions) {
    this.#hopFrames = fftSize / 2;
    this.#taper = Float64Array.from({ length: fftSize }, (_, n) =>
      Math.sin((Math.PI * (n + 0.5)) / fftSize),
    );
    this.#parts = Array.from({ length: stems }, () => new Float64Array(fftSize));
    this.#frame = new Float64Array(fftSize);
    this.#whole = createSpectrum(fftSize);
    this.#masked = createSpectrum(fftSize);
    // Estimates hold nothing above visibleHz: every second, fourth, ... frame of them says as much
    // about their power, in a transform that costs half, a quarter, ... and has the same bins.
    this.#stride = 2 ** Math.floor(Math.log2(rateHz / (2 * visibleHz)));
    const estimateFft = fftSize / this.#stride;
    this.#estimateFrame = new Float64Array(estimateFft);
    this.#estimateSpectrum = createSpectrum(estimateFft);
    this.#shares = new StemShares({
      stems,
      bins: fftSize / 2 + 1,
      binHz: rateHz / fftSize,
      frameSeconds: this.#hopFrames / rateHz,
      visibleHz,
      fullScalePower: (estimateFft / 2) ** 2,
    });
  }

  /**
   * The next window, half a window after the last one.
   * @param residual  [N]
   * @param estimates [stems][N], what the model gave to each stem there
   * @returns [stems][N/2], the parts of the window's first half: views, valid until the next call
   */
  next(residual: Float64Array, estimates: readonly Float32Array[]): readonly Float64Array[] {
    for (const [stem, estimate] of estimates.entries()) this.#measure(stem, estimate);
    this.#shares.update();
    multiply(this.#taper, residual, this.#frame);
    forwardTransform(this.#frame, this.#whole);
    const last = this.#parts.at(-1)!;
    last.set(residual);
    for (const [stem, part] of this.#parts.slice(0, -1).entries()) {
      this.#shares.part(stem, this.#whole, this.#masked);
      inverseTransform(this.#masked, this.#frame);
      advance(part, this.#hopFrames);
      addProduct(this.#taper, this.#frame, part);
      subtract(last, part, this.#hopFrames);
    }
    return this.#parts.map((part) => part.subarray(0, this.#hopFrames));
  }

  #measure(stem: number, estimate: Float32Array): void {
    const [taper, frame, stride] = [this.#taper, this.#estimateFrame, this.#stride];
    for (let n = 0; n < frame.length; n++) frame[n] = taper[n * stride]! * estimate[n * stride]!;
    forwardTransform(frame, this.#estimateSpectrum);
    this.#shares.measure(stem, this.#estimateSpectrum);
  }
}

/** Forgets the hop that was handed out and begins an empty one behind. */
function advance(part: Float64Array, hopFrames: number): void {
  part.copyWithin(0, hopFrames);
  part.fill(0, hopFrames);
}

function multiply(a: Float64Array, b: Float64Array, into: Float64Array): void {
  for (let n = 0; n < into.length; n++) into[n] = a[n]! * b[n]!;
}

function addProduct(a: Float64Array, b: Float64Array, to: Float64Array): void {
  for (let n = 0; n < to.length; n++) to[n]! += a[n]! * b[n]!;
}

function subtract(from: Float64Array, part: Float64Array, frames: number): void {
  for (let n = 0; n < frames; n++) from[n]! -= part[n]!;
}
