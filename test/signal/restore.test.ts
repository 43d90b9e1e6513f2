import assert from 'node:assert/strict';
import { describe, it } from 'mocha';

import { rms } from '../../src/signal/level.js';
import type { PlanarBlock } from '../../src/signal/planar-block.js';
import { createResampler, resampledFrames } from '../../src/signal/resampler.js';
import { createRestore } from '../../src/signal/restore.js';
import { stemRows } from '../../src/signal/stem-block.js';
import { decibels, inBlocks, joined, stemBlock } from '../support/planar.js';
import { tone, toneAmplitude } from '../support/tone.js';
import { whiteNoise } from '../support/white-noise.js';

const MODEL_HZ = 22_050;

interface Restoring {
  /** [channels][frames] at the native rate */
  readonly mixture: PlanarBlock;
  /** [channels * stems][model frames] */
  readonly estimates: PlanarBlock;
  readonly nativeHz: number;
  readonly blockFrames?: number;
}

/** Restores a whole recording; returns [channels * stems] rows at the native rate. */
async function restored({ mixture, estimates, nativeHz, blockFrames = 4096 }: Restoring) {
  const channels = mixture.length;
  const restore = await createRestore({
    channels,
    stems: estimates.length / channels,
    modelRateHz: MODEL_HZ,
    nativeRateHz: nativeHz,
  });
  for (const block of inBlocks(mixture, blockFrames)) restore.pushMixture(block);
  const blocks = Array.from(inBlocks(estimates, blockFrames), (rows) =>
    restore.pushStems(stemBlock(rows, channels)),
  );
  return joined([...blocks, restore.flush()].map(stemRows));
}

/** What a perfect model would give: the true stems at its rate. */
async function atModelRate(rows: PlanarBlock, nativeHz: number): Promise<PlanarBlock> {
  const resampler = await createResampler({
    channels: rows.length,
    fromHz: nativeHz,
    toHz: MODEL_HZ,
  });
  return joined([resampler.push(rows), resampler.flush()]);
}

/** The sum of rows, rounded once. */
function sumOf(rows: PlanarBlock): Float32Array {
  return Float32Array.from(rows[0]!, (_, t) => rows.reduce((sum, row) => sum + row[t]!, 0));
}

/** Estimates that have nothing to do with the recording. */
function noiseFor(rows: number, frames: number, nativeHz: number): PlanarBlock {
  const modelFrames = resampledFrames(frames, nativeHz, MODEL_HZ);
  return Array.from({ length: rows }, (_, row) => whiteNoise(modelFrames, row + 10, 0.2));
}

/**
 * Per frame |x - sum of the stems| in double precision, as a part of what rounding the loudest stem
 * to 32 bits may cost: half the spacing of floats there.
 */
function worstSumError(mixture: Float32Array, stems: PlanarBlock): number {
  return mixture.reduce((worst, value, t) => {
    const sum = stems.reduce((total, row) => total + row[t]!, 0);
    const loudest = Math.max(...stems.map((row) => Math.abs(row[t]!)));
    const halfSpacing = 2 ** (Math.floor(Math.log2(loudest)) - 24);
    return value === sum ? worst : Math.max(worst, Math.abs(value - sum) / halfSpacing);
  }, 0);
}

describe('restore', () => {
  for (const nativeHz of [8000, 22_050, 44_100, 48_000, 96_000]) {
    it(`gives stems that sum to a stereo recording at ${nativeHz} Hz, whatever was estimated`, async () => {
      const frames = Math.round(nativeHz * 0.15) + 1;
      const mixture = [whiteNoise(frames, 1), whiteNoise(frames, 2)];
      const stems = await restored({
        mixture,
        estimates: noiseFor(8, frames, nativeHz),
        nativeHz,
      });
      for (const [channel, row] of mixture.entries()) {
        // The loudest stem takes what is missing and is rounded once: not more than half a spacing,
        // which for stems below full scale is 2^-25 or -150 dBFS.
        assert.ok(worstSumError(row, stems.slice(channel * 4, channel * 4 + 4)) <= 1);
      }
    });
  }

  it('gives back in-band stems that the model got right', async () => {
    const frames = 22_050;
    const chord = (...pitches: number[]) =>
      sumOf(pitches.map((hz) => tone({ hz, rateHz: 44_100, frames, amplitude: 0.1 })));
    // Up to 0.8 of the model's Nyquist frequency, where the resampler is flat.
    const truth = [chord(55, 110), chord(220, 4000, 8000), chord(330, 660), chord(440, 8800)];
    const stems = await restored({
      mixture: [sumOf(truth)],
      estimates: await atModelRate(truth, 44_100),
      nativeHz: 44_100,
    });
    for (const [stem, row] of stems.entries()) {
      const inside = row.subarray(4000, 18_000);
      const error = inside.map((value, t) => value - truth[stem]![t + 4000]!);
      // Down and up again, at most -99 dB of a stem (test/signal/resampler), of which some is
      // corrected, and at most all of the four stems' together, 12 dB more, lands in one.
      assert.ok(decibels(rms([error]) / rms([inside])) < -87);
    }
  });

  it('gives sound above the model to the stem that is brightest below it', async () => {
    const frames = 30_000;
    const rateHz = 44_100;
    // A hit every 10,000 frames that decays by 1/e in 30 ms, at 9 kHz (seen) and 12 kHz (unseen).
    const hits = (hz: number) =>
      tone({ hz, rateHz, frames }).map((x, t) => x * Math.exp(-(t % 10_000) / (0.03 * rateHz)));
    const drums = sumOf([hits(9000), hits(12_000)]);
    const bass = tone({ hz: 80, rateHz, frames, amplitude: 0.3 });
    const guitar = sumOf([
      tone({ hz: 1200, rateHz, frames, amplitude: 0.2 }),
      tone({ hz: 7000, rateHz, frames, amplitude: 0.005 }),
    ]);
    const piano = tone({ hz: 440, rateHz, frames, amplitude: 0.3 });
    const truth = [bass, drums, guitar, piano];
    const stems = await restored({
      mixture: [sumOf(truth)],
      estimates: await atModelRate(truth, rateHz),
      nativeHz: rateHz,
    });
    const [inBass, inDrums, inGuitar, inPiano] = stems.map((row) =>
      toneAmplitude(row, 12_000, rateHz),
    );
    const whole = toneAmplitude(drums, 12_000, rateHz);
    assert.ok(Math.abs(decibels(inDrums! / whole)) < 0.2, `drums ${decibels(inDrums! / whole)} dB`);
    for (const leak of [inBass!, inGuitar!, inPiano!]) {
      assert.ok(decibels(leak / whole) < -40, `${decibels(leak / whole)} dB`);
    }
  });

  it('keeps channels apart and silence silent', async () => {
    const frames = 9001;
    const silence = new Float32Array(frames);
    const modelSilence = new Float32Array(resampledFrames(frames, 48_000, MODEL_HZ));
    const played = noiseFor(4, frames, 48_000);
    const stems = await restored({
      mixture: [whiteNoise(frames, 1), silence],
      estimates: [...played, ...new Array<Float32Array>(4).fill(modelSilence)],
      nativeHz: 48_000,
    });
    assert.ok(stems.slice(0, 4).every((row) => rms([row]) > 0.05));
    for (const row of stems.slice(4)) assert.deepEqual(row, silence);
  });

  for (const [nativeHz, hopFrames] of [
    [44_100, 1024],
    [22_050, 512],
    [8000, 256],
  ] as const) {
    it(`gives nothing where the recording is digital silence, and all else as it is, at ${nativeHz} Hz`, async () => {
      const frames = 12 * hopFrames + 77;
      // [start, length] of zeros in each channel; shorter runs than a hop are part of the sound
      const zeros = [
        // at the start and at the end, over a hop's edge, within two hops, all but the first frame
        [
          [0, hopFrames],
          [frames - hopFrames - 3, hopFrames + 3],
        ],
        [
          [hopFrames / 2, hopFrames],
          [5 * hopFrames - 1, 3 * hopFrames],
        ],
        [
          [hopFrames, hopFrames - 1],
          [4 * hopFrames + 9, hopFrames - 1],
          [frames - 5, 5],
        ],
        [[1, frames - 1]],
        [[0, frames]],
      ];
      const noise = zeros.map((_, channel) => whiteNoise(frames, channel + 1));
      const filled = (value: number) =>
        noise.map((row, channel) => {
          const changed = row.slice();
          for (const [start, length] of zeros[channel]!) {
            changed.fill(value, start, start! + length!);
          }
          return changed;
        });
      const estimates = noiseFor(2 * zeros.length, frames, nativeHz);
      // no silence, but too little to change a bit of a sum
      const expected = await restored({ mixture: filled(1e-30), estimates, nativeHz });
      for (const [channel, runs] of zeros.entries()) {
        for (const [start, length] of runs) {
          if (length! < hopFrames) continue;
          for (const stem of [0, 1]) {
            expected[2 * channel + stem]!.fill(0, start, start! + length!);
          }
        }
      }
      for (const blockFrames of [100_000, 63]) {
        const stems = await restored({ mixture: filled(0), estimates, nativeHz, blockFrames });
        assert.deepEqual(stems, expected, `blocks of ${blockFrames}`);
      }
    });
  }

  it('gives nothing where a recording shorter than a hop is nothing but silence', async () => {
    const silence = new Float32Array(333);
    const estimates = noiseFor(2, silence.length, 48_000);
    const stems = await restored({ mixture: [silence], estimates, nativeHz: 48_000 });
    for (const row of stems) assert.deepEqual(row, silence);
  });

  it('gives the same bits for every block size', async () => {
    const frames = 3001;
    for (const nativeHz of [44_100, 8000]) {
      const recording = {
        mixture: [whiteNoise(frames, 1)],
        estimates: noiseFor(2, frames, nativeHz),
        nativeHz,
      };
      const whole = await restored({ ...recording, blockFrames: 100_000 });
      for (const blockFrames of [1, 7, 64, 8192]) {
        assert.deepEqual(await restored({ ...recording, blockFrames }), whole);
      }
    }
  });

  for (const [frames, nativeHz] of [
    [0, 44_100],
    [1, 48_000],
    [1, 8000],
    [1023, 44_100],
    [1024, 44_100],
    [4097, 48_000],
    [3333, 96_000],
  ] as const) {
    it(`gives exactly ${frames} frames at ${nativeHz} Hz`, async () => {
      const [row] = await restored({
        mixture: [whiteNoise(frames, 1)],
        estimates: noiseFor(2, frames, nativeHz),
        nativeHz,
      });
      assert.equal(row!.length, frames);
    });
  }

  it('gives frames out while stems come in, not later than two windows', async () => {
    const restore = await createRestore({
      channels: 1,
      stems: 2,
      modelRateHz: MODEL_HZ,
      nativeRateHz: 44_100,
    });
    restore.pushMixture([whiteNoise(44_100, 1)]);
    let given = 0;
    for (let pushed = 0; pushed < 22_050; pushed += 441) {
      given += restore.pushStems(stemBlock(noiseFor(2, 882, 44_100), 1)).frames;
      // 2048 frames of window, 1024 of hop, and less than 1024 of the resampler's reach.
      assert.ok(given >= 2 * (pushed + 441) - 4096);
    }
    restore.close();
  });

  it('refuses stems that do not cover the recording, and blocks of another shape', async () => {
    const options = { channels: 2, stems: 2, modelRateHz: MODEL_HZ, nativeRateHz: 44_100 };
    const restore = await createRestore(options);
    restore.pushMixture([new Float32Array(1000), new Float32Array(1000)]);
    assert.throws(() => restore.pushStems(stemBlock(noiseFor(2, 10, 44_100), 1)), /got 1 x 2/);
    restore.pushStems(stemBlock(noiseFor(4, 998, 44_100), 2));
    assert.throws(() => restore.flush(), /1000 frames at 44100 Hz need 500 .* got 499/);
    restore.close();
    restore.close();
  });
});
