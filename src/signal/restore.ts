/**
 * Restore: turns stems at the model's rate into stems at the recording's rate that sum to the
 * recording, frame for frame.
 *
 * Per channel, with x the recording and u_k the upsampled estimate of stem k:
 *
 *   r   = x - sum_k u_k               what the model cannot see: sound above its Nyquist frequency,
 *                                     the resampler's transition band, rounding
 *   r_k = inverse STFT(w_k * STFT(r)) shared out by a smooth mask, sum_k w_k = 1 (stem-shares)
 *   s_k = u_k + r_k                   rounded to 32 bits
 *
 * and in every frame the loudest stem also takes x - sum_k s_k, which is rounding of its own size.
 * So the stems' sum, taken in double precision, misses x by at most half the spacing of 32-bit
 * floats at the loudest stem: 2^-25, -150 dBFS, for stems below full scale.
 *
 * Where the channel is digital silence, x = 0 for a hop (23 ms) or longer, s_k = 0: the stems of nothing are nothing, and sum to
 * it. A hop is as much as a hop waits for anyway, so this costs no delay; no tone has a longer run of zeros (silent-runs). What
 * u_k and r_k have there, a network's noise and the filters' ringing into it, is dropped, and all else stays as it is.
 *
 * Frames come out in order, each once, in exactly the recording's number. What comes out does not
 * depend on block sizes. It judges no estimate: what the model gave to the wrong stem stays there.
 */
import { PlanarFifo } from './planar-fifo.js';
import type { PlanarBlock } from './planar-block.js';
import { ResidualSplit } from './residual-split.js';
import { createResampler, resampledFrames, resamplerDelayFrames } from './resampler.js';
import { SilentRuns } from './silent-runs.js';
import { nativeFrames, type NativeFrames, type RatePair } from './units.js';
import type { Resampler } from './resampler.js';
import { createStemBlock, stemRow, stemRows } from './stem-block.js';
import type { StemBlock, StemShape } from './stem-block.js';

export interface RestoreOptions extends Pick<StemShape, 'channels' | 'stems'> {
  readonly modelRateHz: number;
  readonly nativeRateHz: number;
}

export interface Restore {
  /** Takes the recording [channels][n] as it is decoded; it waits until the stems are as far. */
  pushMixture(block: PlanarBlock): void;
  /** Takes finished stems at the model's rate; gives what is ready at the native one, if any. */
  pushStems(block: StemBlock): StemBlock;
  /** The same in steps of a hop of one channel, for a caller that lets others go first in between; to be run to its end. */
  pushingStems(block: StemBlock): Generator<undefined, StemBlock>;
  /**
   * The rest: afterwards as many frames have come out as the recording has. Ends the stream.
   * @throws Error unless the stems cover it: ceil(frames * model rate / native rate) are due
   */
  flush(): StemBlock;
  /** The same in steps. */
  flushing(): Generator<undefined, StemBlock>;
  /** Frees the resampler; harmless when called again. */
  close(): void;
}

/**
 * Native frames between what goes in and what comes out: after M frames of the stems, and a
 * recording that is as far, at least M * nativeRateHz / modelRateHz - delay have come out.
 */
export function restoreDelayFrames({ modelRateHz, nativeRateHz }: RatePair): NativeFrames {
  const filter = resamplerDelayFrames(modelRateHz, nativeRateHz) * (nativeRateHz / modelRateHz);
  // A frame comes out with its hop, once the hop behind it is there as well.
  return nativeFrames(Math.ceil(filter) + fftSizeAt(nativeRateHz));
}

/** @throws Error when a rate, `channels` or `stems` is not a positive integer */
export async function createRestore(options: RestoreOptions): Promise<Restore> {
  const { channels, stems, modelRateHz, nativeRateHz } = options;
  const resampler = await createResampler({
    channels: channels * stems,
    fromHz: modelRateHz,
    toHz: nativeRateHz,
  });
  return new SpectralRestore(options, resampler);
}

/** The window at 44.1 kHz, 46 ms; at other rates the power of two that is nearest in time. */
const REFERENCE_FFT = { size: 2048, rateHz: 44_100 } as const;

function fftSizeAt(rateHz: number): number {
  const ideal = (REFERENCE_FFT.size * rateHz) / REFERENCE_FFT.rateHz;
  return 2 ** Math.max(4, Math.round(Math.log2(ideal)));
}

class SpectralRestore implements Restore {
  readonly #options: RestoreOptions;
  readonly #resampler: Resampler;
  readonly #hopFrames: number;
  readonly #mixture: PlanarFifo;
  readonly #upsampled: PlanarFifo;
  /** one per channel */
  readonly #splits: readonly ResidualSplit[];
  /** one per channel */
  readonly #silences: readonly SilentRuns[];
  readonly #residual: Float64Array;
  #mixtureFrames = 0;
  #modelFrames = 0;
  /** position of the FIFOs' first frame; the first window begins one hop before the recording */
  #position: number;

  constructor(options: RestoreOptions, resampler: Resampler) {
    const { channels, stems, modelRateHz, nativeRateHz } = options;
    this.#options = options;
    this.#resampler = resampler;
    const fftSize = fftSizeAt(nativeRateHz);
    this.#hopFrames = fftSize / 2;
    this.#position = -this.#hopFrames;
    this.#mixture = new PlanarFifo(channels);
    this.#mixture.appendZeros(this.#hopFrames);
    this.#upsampled = new PlanarFifo(channels * stems);
    this.#upsampled.appendZeros(this.#hopFrames);
    const visibleHz = Math.min(modelRateHz, nativeRateHz) / 2;
    this.#splits = Array.from(
      { length: channels },
      () => new ResidualSplit({ stems, fftSize, rateHz: nativeRateHz, visibleHz }),
    );
    this.#silences = Array.from({ length: channels }, () => new SilentRuns(this.#hopFrames));
    this.#residual = new Float64Array(fftSize);
  }

  pushMixture(block: PlanarBlock): void {
    this.#mixture.append(block);
    this.#mixtureFrames += block[0]!.length;
  }

  pushStems(block: StemBlock): StemBlock {
    return outcomeOf(this.pushingStems(block));
  }

  *pushingStems(block: StemBlock): Generator<undefined, StemBlock> {
    const { channels, stems } = this.#options;
    if (block.channels !== channels || block.stems !== stems) {
      throw new Error(
        `Restore: expected ${channels} x ${stems} rows, got ${block.channels} x ${block.stems}`,
      );
    }
    this.#upsampled.append(this.#resampler.push(stemRows(block)));
    this.#modelFrames += block.frames;
    const frames = Math.min(this.#mixture.frames, this.#upsampled.frames);
    // A window spans two hops, and each hop beyond that starts another one.
    const windows = Math.max(0, Math.floor(frames / this.#hopFrames) - 1);
    return yield* this.#restoring(windows, Infinity);
  }

  flush(): StemBlock {
    return outcomeOf(this.flushing());
  }

  *flushing(): Generator<undefined, StemBlock> {
    this.#checkCovered();
    this.#upsampled.append(this.#resampler.flush());
    const rest = this.#mixtureFrames - this.#position;
    const windows = Math.ceil(rest / this.#hopFrames);
    for (const fifo of [this.#mixture, this.#upsampled]) {
      fifo.truncate(rest);
      fifo.appendZeros((windows + 1) * this.#hopFrames - rest);
    }
    return yield* this.#restoring(windows, this.#mixtureFrames);
  }

  close(): void {
    this.#resampler.close();
  }

  /** Restores the next windows' first hops, of which frames 0 to `endFrame` are given out. */
  *#restoring(windows: number, endFrame: number): Generator<undefined, StemBlock> {
    const { channels, stems } = this.#options;
    const start = Math.max(0, this.#position);
    const end = Math.min(endFrame, this.#position + windows * this.#hopFrames);
    const out = createStemBlock({ channels, stems, frames: Math.max(0, end - start) });
    for (let window = 0; window < windows; window++) {
      for (let channel = 0; channel < channels; channel++) {
        this.#restoreHop(channel, out, this.#position - start);
        if (this.#position >= 0) this.#silenceHop(channel, out, this.#position - start, endFrame);
        yield;
      }
      this.#mixture.drop(this.#hopFrames);
      this.#upsampled.drop(this.#hopFrames);
      this.#position += this.#hopFrames;
    }
    return out;
  }

  /** Restores one channel of the FIFOs' first hop; writes what fits into `out`, from `at` on. */
  #restoreHop(channel: number, out: StemBlock, at: number): void {
    const { stems } = this.#options;
    const mixture = this.#mixture.peek(channel, 2 * this.#hopFrames);
    const estimates = Array.from({ length: stems }, (_, stem) =>
      this.#upsampled.peek(channel * stems + stem, 2 * this.#hopFrames),
    );
    this.#residual.set(mixture);
    for (const estimate of estimates) subtract(this.#residual, estimate);
    const parts = this.#splits[channel]!.next(this.#residual, estimates);
    const rows = estimates.map((_, stem) => stemRow(out, channel, stem));
    const end = Math.min(this.#hopFrames, out.frames - at);
    for (let n = Math.max(0, -at); n < end; n++) {
      let sum = 0;
      let loudest = rows[0]!;
      for (let stem = 0; stem < stems; stem++) {
        const row = rows[stem]!;
        row[at + n] = estimates[stem]![n]! + parts[stem]![n]!;
        sum += row[at + n]!;
        if (Math.abs(row[at + n]!) > Math.abs(loudest[at + n]!)) loudest = row;
      }
      loudest[at + n]! += mixture[n]! - sum;
    }
  }

  /** Zeros in one channel of the FIFOs' first hop where the recording, which ends at `endFrame`, is digital silence. */
  #silenceHop(channel: number, out: StemBlock, at: number, endFrame: number): void {
    const ahead = Math.min(2 * this.#hopFrames, endFrame - this.#position);
    const mixture = this.#mixture.peek(channel, ahead);
    const isToEnd = this.#position + ahead === endFrame;
    for (const { from, to } of this.#silences[channel]!.next(mixture, this.#hopFrames, isToEnd)) {
      for (let stem = 0; stem < this.#options.stems; stem++) {
        stemRow(out, channel, stem).fill(0, at + from, at + to);
      }
    }
  }

  #checkCovered(): void {
    const { modelRateHz, nativeRateHz } = this.#options;
    const due = resampledFrames(this.#mixtureFrames, nativeRateHz, modelRateHz);
    if (this.#modelFrames !== due) {
      throw new Error(
        `Restore: ${this.#mixtureFrames} frames at ${nativeRateHz} Hz need ${due} frames ` +
          `of each stem at ${modelRateHz} Hz, got ${this.#modelFrames}`,
      );
    }
  }
}

/** Takes all steps at once. */
function outcomeOf<Result>(steps: Generator<undefined, Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

function subtract(from: Float64Array, row: Float32Array): void {
  for (let n = 0; n < from.length; n++) from[n]! -= row[n]!;
}
