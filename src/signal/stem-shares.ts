/**
 * Stem shares: to whom sound belongs that no estimate accounts for, as a mask over frequency.
 *
 *   w_k(band) = (P_k(band) + e1 * B_k + e0) / the same summed over the stems
 *
 * so that w_k >= 0 and sum_k w_k = 1. P_k(band) is the power of stem k's estimate in a third of an
 * octave, B_k its power in all of them, both smoothed over time. What lies above the model's reach
 * gets the share of the model's top band: a cymbal is bright below 10 kHz when it is bright above.
 * e1 = -60 dB lets a stem without any power there fall back on its broadband share, and e0
 * (-180 dBFS) makes all shares equal when nothing plays. Between bands the mask is linear.
 *
 * One object follows one audio channel. It masks spectra; it does not transform or overlap them.
 */
import type { Spectrum } from './fourier.js';

export interface StemSharesOptions {
  readonly stems: number;
  /** bins of the spectra that are shared out; those that are measured may end above visibleHz */
  readonly bins: number;
  readonly binHz: number;
  /** time from one frame to the next */
  readonly frameSeconds: number;
  /** the highest frequency the estimates can hold: the lower of the two Nyquist frequencies */
  readonly visibleHz: number;
  /** what the powers of a measured spectrum's bins add up to at full scale, roughly */
  readonly fullScalePower: number;
}

/** Bridges the cycles of a low note, and gives a hit to its stem within two frames. */
const SMOOTHING_SECONDS = 0.05;
const LOWEST_BAND_HZ = 200;
const BANDS_PER_OCTAVE = 3;
/** The estimates' pass band, as a part of visibleHz: what is above counts as unseen. */
const PASS_BAND = 0.9;
/** The band that stands for everything above the pass band, as parts of visibleHz. */
const TOP_BAND = [0.6, 0.95] as const;
const BROADBAND_FALLBACK = 1e-6;
const SILENT_POWER = 1e-18;

export class StemShares {
  readonly #stems: number;
  readonly #bands: BandLayout;
  readonly #keep: number;
  readonly #floor: number;
  /** [stems][bands], the top band last; smoothed */
  readonly #powers: Float64Array;
  /** [stems] smoothed */
  readonly #broadband: Float64Array;
  /** [stems][bands] */
  readonly #shares: Float64Array;

  constructor(options: StemSharesOptions) {
    const { stems, frameSeconds, fullScalePower } = options;
    this.#stems = stems;
    this.#bands = layOutBands(options);
    this.#keep = Math.exp(-frameSeconds / SMOOTHING_SECONDS);
    this.#floor = SILENT_POWER * fullScalePower;
    this.#powers = new Float64Array(stems * this.#bands.ranges.length);
    this.#broadband = new Float64Array(stems);
    this.#shares = new Float64Array(this.#powers.length);
  }

  /** Takes the next frame of one stem's estimate; each stem once per frame, then `update`. */
  measure(stem: number, spectrum: Spectrum): void {
    const { ranges } = this.#bands;
    const first = stem * ranges.length;
    let total = 0;
    for (const [band, range] of ranges.entries()) {
      const power = powerOf(spectrum, range);
      this.#powers[first + band] = this.#smoothed(this.#powers[first + band]!, power);
      // The top band repeats some of the others.
      if (band < ranges.length - 1) total += power;
    }
    this.#broadband[stem] = this.#smoothed(this.#broadband[stem]!, total);
  }

  /** Works out the shares from what was measured. */
  update(): void {
    const bands = this.#bands.ranges.length;
    for (let band = 0; band < bands; band++) {
      let sum = 0;
      for (let stem = 0; stem < this.#stems; stem++) {
        const fallback = BROADBAND_FALLBACK * this.#broadband[stem]! + this.#floor;
        const claim = this.#powers[stem * bands + band]! + fallback;
        this.#shares[stem * bands + band] = claim;
        sum += claim;
      }
      for (let stem = 0; stem < this.#stems; stem++) this.#shares[stem * bands + band]! /= sum;
    }
  }

  /** Writes one stem's part of `whole` into `into`, both of `bins` bins. */
  part(stem: number, whole: Spectrum, into: Spectrum): void {
    const { ranges, lowerBand, towardsNext } = this.#bands;
    const shares = this.#shares.subarray(stem * ranges.length, (stem + 1) * ranges.length);
    const { real, imaginary } = into;
    for (let bin = 0; bin < real.length; bin++) {
      const band = lowerBand[bin]!;
      const share = shares[band]! + towardsNext[bin]! * (shares[band + 1]! - shares[band]!);
      real[bin] = share * whole.real[bin]!;
      imaginary[bin] = share * whole.imaginary[bin]!;
    }
  }

  #smoothed(before: number, now: number): number {
    return this.#keep * before + (1 - this.#keep) * now;
  }
}

/** Bins [from, to). */
interface BinRange {
  readonly from: number;
  readonly to: number;
}

interface BandLayout {
  /** each band's bins, the top band last */
  readonly ranges: readonly BinRange[];
  /** per bin: the band whose centre lies below it, and how far it is to the next one's (0 to 1) */
  readonly lowerBand: Uint8Array;
  readonly towardsNext: Float64Array;
}

function layOutBands({ bins, binHz, visibleHz }: StemSharesOptions): BandLayout {
  const toBin = (hz: number) => Math.round(hz / binHz);
  const passBandHz = PASS_BAND * visibleHz;
  const edges = [0];
  // The last band ends with the pass band and is at least half as wide as the others.
  for (let band = 0; LOWEST_BAND_HZ * 2 ** ((band + 0.5) / BANDS_PER_OCTAVE) < passBandHz; band++) {
    edges.push(toBin(LOWEST_BAND_HZ * 2 ** (band / BANDS_PER_OCTAVE)));
  }
  edges.push(toBin(passBandHz) + 1);
  const ranges: BinRange[] = edges.slice(1).map((to, band) => ({ from: edges[band]!, to }));
  const centres = ranges.map(({ from, to }) => (from + to - 1) / 2);
  ranges.push({ from: toBin(TOP_BAND[0] * visibleHz), to: toBin(TOP_BAND[1] * visibleHz) + 1 });
  centres.push(toBin(passBandHz));
  return { ranges, ...interpolation(centres, bins) };
}

/** Linear between the bands' centres, constant below the first and above the last. */
function interpolation(centres: readonly number[], bins: number) {
  const lowerBand = new Uint8Array(bins);
  const towardsNext = new Float64Array(bins);
  let band = 0;
  for (let bin = 0; bin < bins; bin++) {
    while (band < centres.length - 2 && bin >= centres[band + 1]!) band++;
    const width = centres[band + 1]! - centres[band]!;
    lowerBand[bin] = band;
    towardsNext[bin] = Math.min(1, Math.max(0, (bin - centres[band]!) / width));
  }
  return { lowerBand, towardsNext };
}

function powerOf({ real, imaginary }: Spectrum, { from, to }: BinRange): number {
  let power = 0;
  for (let bin = from; bin < to; bin++) power += real[bin]! ** 2 + imaginary[bin]! ** 2;
  return power;
}
