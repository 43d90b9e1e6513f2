import assert from 'node:assert/strict';
import { describe, it } from 'mocha';

import { rms } from '../../src/signal/level.js';
import type { PlanarBlock } from '../../src/signal/planar-block.js';
import { createResampler, resampledFrames } from '../../src/signal/resampler.js';
import { decibels, inBlocks, joined, worstDifference } from '../support/planar.js';
import { tone } from '../support/tone.js';
import { whiteNoise } from '../support/white-noise.js';

async function resample(rows: PlanarBlock, fromHz: number, toHz: number, blockFrames = 8192) {
  const resampler = await createResampler({ channels: rows.length, fromHz, toHz });
  const blocks = Array.from(inBlocks(rows, blockFrames), (block) => resampler.push(block));
  return joined([...blocks, resampler.flush()]);
}

/** rms of a - b relative to the rms of b, in dB, over the middle third: far from both ends. */
function errorDb(a: Float32Array, b: Float32Array): number {
  const [from, to] = [Math.ceil(a.length / 3), Math.floor((2 * a.length) / 3)];
  let [error, power] = [0, 0];
  for (let t = from; t < to; t++) {
    error += (a[t]! - b[t]!) ** 2;
    power += b[t]! ** 2;
  }
  return decibels(Math.sqrt(error / power));
}

const RATE_PAIRS = [
  [44_100, 22_050],
  [48_000, 22_050],
  [384_000, 22_050],
  [22_050, 44_100],
  [22_050, 48_000],
  [22_050, 96_000],
  [8000, 22_050],
] as const;

describe('resampler', () => {
  for (const [fromHz, toHz] of RATE_PAIRS) {
    it(`passes tones of the pass band at ${fromHz} to ${toHz} Hz in place and at their level`, async () => {
      const frames = Math.ceil(fromHz * 0.15);
      const pitches = [0.02, 0.5, 0.8].map((part) => (part * Math.min(fromHz, toHz)) / 2);
      const tones = pitches.map((hz) => tone({ hz, rateHz: fromHz, frames }));
      for (const [index, row] of (await resample(tones, fromHz, toHz)).entries()) {
        const hz = pitches[index]!;
        const ideal = tone({ hz, rateHz: toHz, frames: row.length });
        // Any delay, gain or image is in this difference: noise at -121 dB (the converter's
        // documentation) and a ripple of up to 5e-5 dB, which is 5.6e-6 of the tone.
        assert.ok(errorDb(row, ideal) < -105, `${hz} Hz: ${errorDb(row, ideal)} dB`);
      }
    });
  }

  it('gives the same bytes where other streams have used its converters, and left in the middle', async () => {
    const noise = [whiteNoise(5000, 1), whiteNoise(5000, 2)];
    const first = await resample(noise, 44_100, 22_050);
    for (const [fromHz, toHz] of RATE_PAIRS) {
      const other = await createResampler({ channels: 3, fromHz, toHz });
      other.push([whiteNoise(3000, 3), whiteNoise(3000, 4), whiteNoise(3000, 5)]);
      other.close();
    }
    assert.deepEqual(await resample(noise, 44_100, 22_050), first);
  });

  it('removes tones that the new rate cannot hold', async () => {
    const pitches = [11_025, 11_600, 14_000, 20_000];
    const tones = pitches.map((hz) => tone({ hz, rateHz: 44_100, frames: 6000 }));
    for (const [index, row] of (await resample(tones, 44_100, 22_050)).entries()) {
      const level = decibels(rms([row.subarray(1000, 2000)]));
      // A tone is at -9 dB; a stop band that begins at the Nyquist frequency leaves 90 dB less.
      assert.ok(level < -99, `${pitches[index]} Hz: ${level} dBFS`);
    }
  });

  for (const [frames, fromHz, toHz] of [
    [0, 44_100, 22_050],
    [1, 44_100, 22_050],
    [1, 8000, 22_050],
    [2, 48_000, 22_050],
    [4097, 48_000, 22_050],
    [4411, 22_050, 44_100],
    [3000, 22_050, 96_000],
    [20_001, 384_000, 22_050],
    [1000, 1, 256],
  ] as const) {
    it(`makes ceil(${frames} * ${toHz} / ${fromHz}) frames of ${frames}`, async () => {
      const resampler = await createResampler({ channels: 1, fromHz, toHz });
      const pushed = resampler.push([whiteNoise(frames, 1)])[0]!.length;
      const total = pushed + resampler.flush()[0]!.length;
      // In integers, so that no rounding of the division is repeated here.
      assert.ok(total * fromHz >= frames * toHz && (total - 1) * fromHz < frames * toHz);
      assert.equal(total, resampledFrames(frames, fromHz, toHz));
    });
  }

  it('gives the same bits for every block size', async () => {
    for (const [fromHz, toHz] of [
      [48_000, 22_050],
      [22_050, 44_100],
    ] as const) {
      const rows = [whiteNoise(1501, 1), whiteNoise(1501, 2)];
      const whole = await resample(rows, fromHz, toHz, 1501);
      for (const blockFrames of [1, 7, 64]) {
        assert.deepEqual(await resample(rows, fromHz, toHz, blockFrames), whole);
      }
    }
  });

  it('gives the same bits when a block is longer than one call of the converter takes', async () => {
    // 22,050 -> 96,000 Hz allows about 3,800 frames a call.
    const rows = [whiteNoise(9000, 3)];
    assert.deepEqual(
      await resample(rows, 22_050, 96_000, 9000),
      await resample(rows, 22_050, 96_000, 1000),
    );
  });

  it('treats each of many channels as it treats one alone', async () => {
    const rows = Array.from({ length: 7 }, (_, channel) => whiteNoise(1000, channel + 1));
    const alone = await Promise.all(
      rows.map(async (row) => (await resample([row], 44_100, 48_000))[0]!),
    );
    // The same products summed in the same order, in whatever groups the channels are converted.
    assert.deepEqual(await resample(rows, 44_100, 48_000), alone);
    assert.deepEqual(await resample(rows.slice(0, 3), 44_100, 48_000), alone.slice(0, 3));
  });

  it('comes back to the same signal, never shorter, when it is converted there and back', async () => {
    for (const rateHz of [44_100, 48_000, 96_000]) {
      const frames = Math.round(rateHz * 0.2) + 1;
      const low = tone({ hz: 700, rateHz, frames });
      const high = tone({ hz: 8000, rateHz, frames, amplitude: 0.25 });
      const signal = low.map((value, t) => value + high[t]!);
      const [there] = await resample([signal], rateHz, 22_050);
      const [back] = await resample([there!], 22_050, rateHz);
      assert.ok(back!.length >= frames, `${back!.length} of ${frames} frames`);
      // Two conversions, each below -105 dB as above, add up to at most -99 dB.
      assert.ok(errorDb(back!.subarray(0, frames), signal) < -99);
    }
  });

  it('passes equal rates through untouched', async () => {
    const block = [whiteNoise(100, 1)];
    const resampler = await createResampler({ channels: 1, fromHz: 22_050, toHz: 22_050 });
    assert.equal(resampler.push(block), block);
    assert.equal(resampler.flush()[0]!.length, 0);
    resampler.close();
  });

  it('keeps an impulse where it was in time', async () => {
    // A Gaussian of 1 ms is band-limited far below 4 kHz: its samples at the new rate are known.
    const pulse = (rateHz: number, frames: number) =>
      Float32Array.from({ length: frames }, (_, t) =>
        Math.exp(-(((t / rateHz - 0.05) / 1e-3) ** 2)),
      );
    const [row] = await resample([pulse(8000, 800)], 8000, 22_050);
    // -105 dB of its energy (that of 28 frames at 1), at worst all in one frame: 5.6e-6 * sqrt(28).
    assert.ok(worstDifference(row!, pulse(22_050, row!.length)) < 3e-5);
  });

  it('refuses blocks of another shape, rates it cannot convert, and use after its end', async () => {
    const resampler = await createResampler({ channels: 2, fromHz: 44_100, toHz: 22_050 });
    assert.throws(() => resampler.push([new Float32Array(4)]), /expected 2 rows, got 1/);
    resampler.flush();
    resampler.close();
    assert.throws(() => resampler.push([new Float32Array(4), new Float32Array(4)]), /after flush/);
    await assert.rejects(createResampler({ channels: 1, fromHz: 1, toHz: 300 }), /beyond 256/);
    await assert.rejects(createResampler({ channels: 1, fromHz: 0, toHz: 300 }), /fromHz .* got 0/);
    await assert.rejects(createResampler({ channels: 1.5, fromHz: 1, toHz: 3 }), /channels/);
  });
});
