/**
 * Continued stem: a known stem and what the model puts behind it, as one, at the stem's own rate and channels.
 *
 *   y_c(t)     = x_c(t)                                            t < n: what is known, bit for bit
 *   y_c(n + k) = w(k) x_c(n - 1 - k) + (1 - w(k)) g_c u(n + k)     behind it
 *
 * u is the model's stem, mono and upsampled, which goes on over n. g_c = <x_c, u> / <u, u> over the last second is a channel's
 * share: the stem stays where it was between the channels. w falls from 1 to 0 within 10 ms, a squared cosine: what is known goes on
 * mirrored while the generated comes in, so there is no jump at n, whatever the model does. What comes out does not depend on block
 * sizes.
 */
import { PlanarFifo } from '../signal/planar-fifo.js';
import { createPlanarBlock, type PlanarBlock } from '../signal/planar-block.js';

/** What the shares are measured on. */
const MEASURED_SECONDS = 1;
/** Long for a jump, too short to be heard backwards. */
const FADE_SECONDS = 0.01;

export class ContinuedStem {
  readonly channels: number;
  readonly #measuredFrames: number;
  readonly #fadeFrames: number;
  /** known frames whose counterparts the model has not made yet */
  readonly #waiting: PlanarFifo;
  /** the channels and, last, u: the end of what has come out */
  readonly #past: PlanarFifo;
  #knownFrames = 0;
  #hasEnded = false;
  #seam: { readonly shares: readonly number[]; readonly mirrored: PlanarBlock } | undefined;
  /** frames behind the known ones that have come out */
  #behind = 0;

  constructor(channels: number, rateHz: number) {
    this.channels = channels;
    this.#measuredFrames = Math.round(MEASURED_SECONDS * rateHz);
    this.#fadeFrames = Math.round(FADE_SECONDS * rateHz);
    this.#waiting = new PlanarFifo(channels);
    this.#past = new PlanarFifo(channels + 1);
  }

  /** so far; final once it has ended */
  get knownFrames(): number {
    return this.#knownFrames;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Takes the known stem [channels][n]. */
  push(block: PlanarBlock): void {
    this.#waiting.append(block);
    this.#knownFrames += block[0]?.length ?? 0;
  }

  /** Nothing more is known. */
  end(): void {
    this.#hasEnded = true;
  }

  /**
   * @param generated the next frames of u
   * @returns the same frames of the stem, [channels][n]
   * @throws Error when u is ahead of a stem that has not ended
   */
  next(generated: Float32Array): PlanarBlock {
    const known = Math.min(generated.length, this.#waiting.frames);
    if (known < generated.length && !this.#hasEnded) {
      throw new Error(`ContinuedStem: ${generated.length} frames asked for, ${known} are known`);
    }
    const out = createPlanarBlock(this.channels, generated.length);
    for (const [channel, row] of out.entries()) row.set(this.#waiting.peek(channel, known));
    this.#waiting.drop(known);
    this.#past.append([...out, generated].map((row) => row.subarray(0, known)));
    this.#past.drop(Math.max(0, this.#past.frames - this.#measuredFrames));
    if (known < generated.length) this.#goOn(out, generated, known);
    return out;
  }

  /** Fills `out` from frame `from` on, which is behind what is known. */
  #goOn(out: PlanarBlock, generated: Float32Array, from: number): void {
    const { shares, mirrored } = (this.#seam ??= this.#makeSeam());
    for (const [channel, row] of out.entries()) {
      const [share, known] = [shares[channel]!, mirrored[channel]!];
      for (let t = from; t < row.length; t++) {
        const k = this.#behind + t - from;
        const goingOn = share * generated[t]!;
        row[t] = goingOn + (k < known.length ? this.#weight(k) * (known[k]! - goingOn) : 0);
      }
    }
    this.#behind += generated.length - from;
  }

  #weight(k: number): number {
    return Math.cos((Math.PI / 2) * ((k + 0.5) / this.#fadeFrames)) ** 2;
  }

  #makeSeam() {
    const frames = this.#past.frames;
    const u = this.#past.peek(this.channels, frames);
    const known = Array.from({ length: this.channels }, (_, row) => this.#past.peek(row, frames));
    return {
      shares: known.map((x) => (this.channels === 1 ? 1 : shareOf(x, u, this.channels))),
      mirrored: known.map((x) => x.slice(-this.#fadeFrames).reverse()),
    };
  }
}

/** 1 where u is silent; from 0 to what a channel has that holds all of a stem. */
function shareOf(x: Float32Array, u: Float32Array, channels: number): number {
  let [both, own] = [0, 0];
  for (let t = 0; t < u.length; t++) {
    both += x[t]! * u[t]!;
    own += u[t]! * u[t]!;
  }
  return own === 0 ? 1 : Math.min(channels, Math.max(0, both / own));
}
