/** Short-time spectra against PyTorch's stft and istft, and Demucs's padding around them (test/fixtures/separators). */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { describe, it } from 'mocha';
import { z } from 'zod';

import { ShortTimeSpectra, type SpectraLayout } from '../../src/signal/short-time-spectra.js';
import { fixtureNoise } from '../support/fixture-noise.js';
import { repositoryPath } from '../support/repository.js';

const spectraSchema = z.object({
  spectrumFrames: z.number(),
  spectrumAt: z.array(z.number()),
  bins: z.array(z.number()),
  /** [column][bin][real, imaginary] */
  values: z.array(z.array(z.tuple([z.number(), z.number()]))),
});
const waveformSchema = z.object({ at: z.array(z.number()), values: z.array(z.number()) });
const sizes = { fftFrames: z.number(), hopFrames: z.number(), frames: z.number() };
const fixtureSchema = z.object({
  seed: z.number(),
  spectrumScale: z.number(),
  plain: z.array(
    z.object({
      ...sizes,
      normalised: z.boolean(),
      stft: spectraSchema,
      istft: waveformSchema.extend({ frames: z.number() }),
    }),
  ),
  demucs: z.array(
    z.object({ ...sizes, spectra: spectraSchema, waveforms: waveformSchema.optional() }),
  ),
});
const FIXTURE = fixtureSchema.parse(
  JSON.parse(
    readFileSync(repositoryPath('test', 'fixtures', 'separators', 'pytorch-spectra.json'), 'utf8'),
  ),
);

/** What goes in and comes out is float32: 2^-24 of what is added up, whose root mean square is at most 0.6 sqrt(16384) here. */
const SPECTRUM_ROUNDING = 5e-6;
/** Spectra of 1/64 (a value): 8,193 bins and four windows of them, over N; normalised ones are sqrt(N) as loud. */
const WAVEFORM_ROUNDING = 1e-6;

function spectraOf(layout: SpectraLayout, frames: number): Float32Array {
  const spectra = new ShortTimeSpectra(layout, frames);
  const planes = new Float32Array(2 * spectra.planeValues);
  spectra.analyse(Float32Array.from(fixtureNoise(frames, FIXTURE.seed)), planes);
  return planes;
}

function waveformOf(layout: SpectraLayout, frames: number): Float32Array {
  const { bins, columns } = layout;
  const spectra = new ShortTimeSpectra(layout, frames);
  const planes = new Float32Array(2 * spectra.planeValues);
  const noise = fixtureNoise(planes.length, FIXTURE.seed);
  for (let place = 0; place < bins * columns; place++) {
    for (const part of [0, 1]) {
      planes[part * bins * columns + place] = FIXTURE.spectrumScale * noise[2 * place + part]!;
    }
  }
  const waveform = new Float32Array(frames);
  spectra.synthesise(planes, waveform);
  return waveform;
}

function assertSpectra(
  planes: Float32Array,
  { bins: kept, columns }: SpectraLayout,
  expected: z.infer<typeof spectraSchema>,
): void {
  assert.equal(columns, expected.spectrumFrames);
  for (const [c, column] of expected.spectrumAt.entries()) {
    for (const [b, bin] of expected.bins.entries()) {
      for (const part of [0, 1] as const) {
        const got = planes[part * kept * columns + bin * columns + column]!;
        const want = expected.values[c]![b]![part];
        assert.ok(
          Math.abs(got - want) < SPECTRUM_ROUNDING,
          `column ${column}, bin ${bin}: ${got} and not ${want}`,
        );
      }
    }
  }
}

function assertWaveform(waveform: Float32Array, expected: z.infer<typeof waveformSchema>): void {
  for (const [index, frame] of expected.at.entries()) {
    const want = expected.values[index]!;
    assert.ok(
      Math.abs(waveform[frame]! - want) < WAVEFORM_ROUNDING,
      `frame ${frame}: ${waveform[frame]} and not ${want}`,
    );
  }
}

describe('Short-time spectra are PyTorch’s', () => {
  for (const { fftFrames, hopFrames, frames, normalised, stft, istft } of FIXTURE.plain) {
    it(`of ${fftFrames} frames, centred, ${normalised ? '' : 'not '}normalised, there and back`, () => {
      const layout: SpectraLayout = {
        fftFrames,
        hopFrames,
        firstFrame: -fftFrames / 2,
        columns: stft.spectrumFrames,
        bins: fftFrames / 2 + 1,
        zeroColumns: 0,
        isNormalised: normalised,
      };
      assertSpectra(spectraOf(layout, frames), layout, stft);
      assertWaveform(waveformOf(layout, istft.frames), istft);
    });
  }

  for (const { fftFrames, hopFrames, frames, spectra, waveforms } of FIXTURE.demucs) {
    it(`as Demucs pads and crops them, for ${frames} frames`, () => {
      const layout: SpectraLayout = {
        fftFrames,
        hopFrames,
        firstFrame: -1.5 * hopFrames,
        columns: spectra.spectrumFrames,
        bins: fftFrames / 2,
        zeroColumns: 2,
        isNormalised: true,
      };
      assertSpectra(spectraOf(layout, frames), layout, spectra);
      if (waveforms !== undefined) assertWaveform(waveformOf(layout, frames), waveforms);
    });
  }
});
