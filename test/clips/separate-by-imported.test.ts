/**
 * Graphs on their whole way: imported, opened by the worker, and a recording of several chunks separated: the closed form at seams and
 * ends, through the host's spectra too.
 */
import assert from 'node:assert/strict';
import path from 'node:path';

import { describe, it } from 'mocha';

import { networksToModel } from '../../src/cli/separator-importer.js';
import type { SeparatorOptions } from '../../src/cli/separator-options.js';
import { separateClip } from '../../src/clips/separate-clip.js';
import { startInference } from '../../src/model/inference-handle.js';
import { presetSampling, samplingPlan } from '../../src/sampling/sampling-settings.js';
import {
  FILTER_BANK_RATE_HZ,
  filterBankEntry,
  filteredStem,
  SEPARATORS_FOLDER,
} from '../support/filter-bank.js';
import { memorySink } from '../support/memory-sink.js';
import { syntheticSource } from '../support/synthetic-source.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

/** Graphs of 32 bits are within 5e-6 for noise of full scale; transforms there and back and restoring add 1e-6 each. */
const CLOSED_FORM = 1e-5;

type Stereo = readonly [Float32Array, Float32Array];
/** Spectra miss the highest bin, and fade at a chunk's ends: tones below it, with silence before and behind them. */
const SILENT_FRAMES = 3000;
const FADE_FRAMES = 2000;

function tones(frames: number): Stereo {
  const row = (channel: number): Float32Array =>
    Float32Array.from({ length: frames }, (_, t) => {
      const sounding = Math.min(t, frames - 1 - t) - SILENT_FRAMES;
      const gain = (1 - Math.cos(Math.PI * Math.min(1, Math.max(0, sounding / FADE_FRAMES)))) / 2;
      let value = 0;
      for (let tone = 0; tone < 12; tone++) {
        const hz = 60 * 1.6 ** tone + 31 * channel;
        value += Math.sin((2 * Math.PI * hz * t) / FILTER_BANK_RATE_HZ + tone * (channel + 1));
      }
      return (gain * value) / 14;
    });
  return [row(0), row(1)];
}

async function imported(
  graph: string,
  said: SeparatorOptions,
  mixture: Stereo,
): Promise<(stem: string, channel: 0 | 1) => Float32Array> {
  return withTemporaryFolder(async (folder) => {
    const networks = [{ path: path.join(SEPARATORS_FOLDER, graph), stem: undefined }];
    const run = { console: { note: () => undefined }, signal: new AbortController().signal };
    await networksToModel(run, networks, 'imported', folder, said);
    const inference = await startInference({ folder, provider: 'cpu', threads: 1 });
    try {
      const sink = memorySink();
      await separateClip({
        source: syntheticSource({
          rateHz: FILTER_BANK_RATE_HZ,
          channels: 2,
          frames: mixture[0].length,
          blockFrames: 4096,
          sample: (channel, frame) => mixture[channel]![frame]!,
        }),
        plan: samplingPlan(inference.card, 'separate', presetSampling('standard', 0)),
        inference,
        sink,
        stored: (sample) => sample,
        onEvent: () => undefined,
      });
      return (stem, channel) => sink.row(channel, inference.card.stems.indexOf(stem));
    } finally {
      await inference.close();
    }
  });
}

function assertClose(got: Float32Array, expected: ArrayLike<number>, what: string): void {
  assert.equal(got.length, expected.length);
  let worst = 0;
  for (const [t, value] of got.entries()) worst = Math.max(worst, Math.abs(value - expected[t]!));
  assert.ok(worst <= CLOSED_FORM, `${what}: ${worst}`);
}

/** Windows laid over each other make taps so much smaller: sum w(n) w(n - j) / sum w(n)^2 of Hann windows. */
function windowed(fftFrames: number): (tap: number) => number {
  return (tap) => (2 + Math.cos((2 * Math.PI * tap) / fftFrames)) / 3;
}

describe('A graph that has been imported separates', () => {
  it('by waveforms, and free of length, with weights in a file of their own', async () => {
    for (const graph of ['waveform-external.onnx', 'waveform-free.onnx']) {
      const mixture = tones(13_000);
      const stems = ['drums', 'bass', 'other', 'vocals'];
      const chunk = graph === 'waveform-free.onnx' ? { chunk: 4000, chunkStep: 8 } : {};
      const stemOf = await imported(graph, { rate: 44_100, stems, ...chunk }, mixture);
      for (const stem of stems) {
        const expected = filteredStem(mixture, stem);
        for (const channel of [0, 1] as const) {
          assertClose(stemOf(stem, channel), expected[channel], `${graph}, ${stem}, ${channel}`);
        }
      }
    }
  });

  it('by spectra of one stem, with its compensation, and gives the rest', async () => {
    const graph = 'spectrum-4096.onnx';
    const { fftFrames = 0 } = filterBankEntry(graph);
    // two seams; windows at a chunk's ends have no neighbours for half their length
    const mixture = tones(30_000);
    const said = { rate: 44_100, stems: ['vocals'], fft: fftFrames, compensation: 1 };
    const stemOf = await imported(graph, { ...said, overlap: 5000, edge: 2100 }, mixture);
    const expected = filteredStem(mixture, 'vocals', { weight: windowed(fftFrames) });
    for (const channel of [0, 1] as const) {
      const rest = mixture[channel].map((value, t) => value - expected[channel][t]!);
      assertClose(stemOf('vocals', channel), expected[channel], `vocals, ${channel}`);
      assertClose(stemOf('rest', channel), rest, `rest, ${channel}`);
    }
  });

  it('by waveforms and spectra together', async () => {
    const graph = 'hybrid-turned.onnx';
    const { fftFrames = 0, spectralShare = 0, stems } = filterBankEntry(graph);
    const mixture = tones(20_000);
    // the transform fades out over 1,536 frames at a chunk's beginning, and 192 more at its end, which fill the last hop
    const said = { rate: 44_100, stems, overlap: 4000, edge: 1800 };
    const stemOf = await imported(graph, said, mixture);
    const spectral = windowed(fftFrames);
    const weight = (tap: number): number => 1 - spectralShare * (1 - spectral(tap));
    for (const stem of stems) {
      const expected = filteredStem(mixture, stem, { weight });
      for (const channel of [0, 1] as const) {
        assertClose(stemOf(stem, channel), expected[channel], `${stem}, ${channel}`);
      }
    }
  });
});
