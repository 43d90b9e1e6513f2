/**
 * Benchmark: what one step costs with one thread for the network, in mono at the model's rate: seconds for a second of audio.
 *
 * CPU time is that of all the process's threads together; it holds on a machine that is busy with other things too, where
 * elapsed time does not.
 */
import path from 'node:path';

import { CONFIG } from '../../src/config/config.js';
import { samplingPlan } from '../../src/sampling/sampling-settings.js';
import { separateClip } from '../../src/clips/separate-clip.js';
import { startInference } from '../../src/model/inference-handle.js';
import type { Inference } from '../../src/model/inference.js';
import type { LoadedModel } from '../../src/model/model-folder.js';
import { createResampler } from '../../src/signal/resampler.js';
import { concatenateRows, meanRow } from '../../src/signal/rows.js';
import { readAudio } from '../../test/support/audio-files.js';
import { memorySink } from '../../test/support/memory-sink.js';
import { presetSampling } from '../../src/sampling/sampling-settings.js';
import { rowSource } from './row-source.js';

const RECORDING = path.join(CONFIG.demoFolder, 'mixture.flac');
const REPEATS = 3;

/** A Markdown table of medians. */
export async function oneCoreSpeed(model: LoadedModel): Promise<string> {
  const inference = await startInference({ model, provider: 'cpu', threads: 1 });
  try {
    const recording = await atModelRate(inference);
    const chunkFrames = inference.card.chunkFrames.trained;
    return [
      '| one step, one thread | elapsed s | CPU s |',
      '| --- | --- | --- |',
      await row('evaluating one chunk', chunkFrames / inference.card.sampleRateHz, () =>
        evaluateChunk(inference, recording.slice(0, chunkFrames)),
      ),
      await row(
        'separating 12 seconds, overlapping chunks and all',
        recording.length / inference.card.sampleRateHz,
        () => separate(inference, recording),
      ),
    ].join('\n');
  } finally {
    await inference.close();
  }
}

async function row(
  label: string,
  audioSeconds: number,
  work: () => Promise<unknown>,
): Promise<string> {
  const elapsed: number[] = [];
  const cpu: number[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const startMs = performance.now();
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    elapsed.push((performance.now() - startMs) / 1000 / audioSeconds);
    cpu.push((user + system) / 1e6 / audioSeconds);
  }
  const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(REPEATS / 2)]!;
  return `| ${label} | ${median(elapsed).toFixed(3)} | ${median(cpu).toFixed(3)} |`;
}

async function atModelRate({ card }: Inference): Promise<Float32Array> {
  const { rateHz, rows } = await readAudio(RECORDING);
  const resampler = await createResampler({
    channels: 1,
    fromHz: rateHz,
    toHz: card.sampleRateHz,
  });
  const blocks = [resampler.push([meanRow(rows)]), resampler.flush()];
  return concatenateRows(blocks.map((block) => block[0]!));
}

function oneStep({ card }: Inference) {
  return samplingPlan(card, 'separate', {
    ...presetSampling('standard', CONFIG.defaultSeed),
    steps: 1,
    views: 1,
  });
}

function evaluateChunk(inference: Inference, chunk: Float32Array): Promise<unknown> {
  return inference.sample({
    plan: oneStep(inference),
    channels: 1,
    frames: chunk.length,
    startFrame: 0,
    mixture: chunk.slice(), // it is handed over for good
    known: null,
    knownMask: null,
  });
}

function separate(inference: Inference, recording: Float32Array): Promise<unknown> {
  return separateClip({
    source: rowSource(recording, inference.card.sampleRateHz),
    plan: oneStep(inference),
    inference,
    sink: memorySink(),
    stored: (sample) => sample,
    onEvent: () => undefined,
  });
}
