import assert from 'node:assert/strict';
import { describe, it } from 'mocha';

import { createSpectrum, type Spectrum } from '../../src/signal/fourier.js';
import { StemShares } from '../../src/signal/stem-shares.js';

/** 44.1 kHz in bins of 21.5 Hz; estimates reach 11,025 Hz. */
const BINS = 1025;
const BIN_HZ = 22_050 / 1024;
const HOP_SECONDS = 1024 / 44_100;

/** Measures a history of frames, each the power of [stem][band in Hz], and returns w_k per bin. */
function sharesAfter(frames: readonly (readonly Record<number, number>[])[]): Float64Array[] {
  const stems = frames[0]!.length;
  const shares = new StemShares({
    stems,
    bins: BINS,
    binHz: BIN_HZ,
    frameSeconds: HOP_SECONDS,
    visibleHz: 11_025,
    fullScalePower: 512 ** 2,
  });
  for (const powers of frames) {
    for (const [stem, lines] of powers.entries()) {
      const spectrum = createSpectrum(1024);
      for (const [hz, power] of Object.entries(lines)) {
        spectrum.imaginary[Math.round(Number(hz) / BIN_HZ)] = Math.sqrt(power);
      }
      shares.measure(stem, spectrum);
    }
    shares.update();
  }
  const whole = { real: new Float64Array(BINS).fill(1), imaginary: new Float64Array(BINS) };
  return partsOf(shares, stems, whole);
}

function partsOf(shares: StemShares, stems: number, whole: Spectrum) {
  return Array.from({ length: stems }, (_, stem) => {
    const part = createSpectrum(2 * (BINS - 1));
    shares.part(stem, whole, part);
    return part.real;
  });
}

/** The same power in every second bin from one frequency to another. */
function lines(fromHz: number, toHz: number, power: number): Record<number, number> {
  const line: Record<number, number> = {};
  for (let hz = fromHz; hz < toHz; hz += 2 * BIN_HZ) line[hz] = power;
  return line;
}

const at = (share: Float64Array | undefined, hz: number) => share![Math.round(hz / BIN_HZ)]!;

/** To 1e-3: the fallback adds a millionth of the broadband power, hundreds of times a band's. */
function assertShare(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 1e-3, `${actual} instead of ${expected}`);
}

describe('stem shares', () => {
  it('are the shares of power in each band, and never negative or missing', () => {
    const shares = sharesAfter([
      [
        { ...lines(0, 2000, 3), ...lines(2000, 11_000, 2) },
        { ...lines(0, 2000, 1), ...lines(2000, 11_000, 2) },
        {},
      ],
    ]);
    // Half an octave from the step at 2 kHz the neighbouring bands agree.
    for (const hz of [50, 1000, 1400]) assertShare(at(shares[0], hz), 0.75);
    for (const hz of [2900, 9000]) assertShare(at(shares[0], hz), 0.5);
    for (let bin = 0; bin < BINS; bin++) {
      const sum = shares.reduce((total, share) => total + share[bin]!, 0);
      // Three quotients of one sum, interpolated: a few roundings of 2^-53.
      assert.ok(Math.abs(sum - 1) < 1e-14);
      assert.ok(shares.every((share) => share[bin]! >= 0));
    }
  });

  it('above the model continue those of its top band', () => {
    const shares = sharesAfter([
      [
        { 100: 900, 9000: 1 },
        { 100: 1, 9000: 4 },
      ],
    ]);
    // The fallback: a millionth of 900 beside 1 + 4 moves the share by 2e-4 * (1 - 0.2).
    for (const hz of [9950, 12_000, 22_000]) {
      assert.ok(Math.abs(at(shares[0], hz) - 0.2) < 2e-4);
    }
  });

  it('fall back on the broadband shares where no stem has any power', () => {
    const shares = sharesAfter([[{ 100: 300 }, { 400: 100 }]]);
    assertShare(at(shares[0], 15_000), 0.75);
  });

  it('are equal when nothing plays', () => {
    const shares = sharesAfter([[{}, {}, {}, {}]]);
    for (const share of shares) {
      assert.ok(share.every((value) => value === 0.25));
    }
  });

  it('change smoothly over frequency', () => {
    const [share] = sharesAfter([[{ 1000: 1 }, { 1300: 1 }]]);
    const steps = Array.from({ length: BINS - 1 }, (_, bin) =>
      Math.abs(share![bin + 1]! - share![bin]!),
    );
    // From 1 to 0 within a third of an octave at 1 kHz, 230 Hz or 10 bins; bands are whole bins.
    assert.ok(Math.max(...steps) < 1 / 9);
  });

  it('follow a hit at once and forget it by 1/e in 50 ms', () => {
    const quiet = [{}, { 8000: 1 }];
    const hit = [{ 8000: 1000 }, { 8000: 1 }];
    assert.ok(at(sharesAfter([quiet, quiet, hit])[0], 12_000) > 0.99);
    // After n quiet frames: 1000 (1-a) a^n against 1 - a^(n+1) of the steady one, a = exp(-hop/50
    // ms).
    const a = Math.exp(-HOP_SECONDS / 0.05);
    const frames = 20;
    const expected = 1000 * (1 - a) * a ** frames;
    const shares = sharesAfter([hit, ...new Array<typeof quiet>(frames).fill(quiet)]);
    assertShare(at(shares[0], 12_000), expected / (expected + 1 - a ** (frames + 1)));
  });
});
