/**
 * Benchmark: how much of a job is not the network.
 *
 *   overhead = (job time - time inside the ONNX session) / time inside the ONNX session
 *
 * The job is the whole of `stemwright separate` from decoding to the files on disk, in one process; model loading is not
 * counted. Decoding the first window and restoring the last have nothing to run beside, so the overhead is that of a length:
 * the bundled recording, and a minute of it. Ratios within a run are meaningful, absolute times depend on the machine.
 */
import path from 'node:path';

import { CONFIG } from '../../src/config/config.js';
import type { Manifest } from '../../src/jobs/manifest.js';
import { runJob } from '../../src/jobs/run-job.js';
import { presetSampling } from '../../src/sampling/sampling-settings.js';
import { startInference } from '../../src/model/inference-handle.js';
import type { Inference } from '../../src/model/inference.js';
import { loadModelFolder } from '../../src/model/model-folder.js';
import { findModel } from '../../src/model/model-library.js';
import { readAudio } from '../../test/support/audio-files.js';
import { repositoryPath } from '../../test/support/repository.js';
import { withTemporaryFolder } from '../../test/support/temporary-folder.js';
import { writeWav16 } from '../../test/support/wav-file.js';

const STEPS = [1, 2, 4, 8];
/** how often the recording of 12 s follows itself in the longer input */
const TIMES_OVER = 5;
const REPEATS = 3;
const RECORDING = repositoryPath('test', 'fixtures', 'demo-band', 'mixture.flac');

/** A Markdown table: for each length and number of steps the median by overhead of three runs. */
export function samplerOverhead(): Promise<string> {
  return withTemporaryFolder(async (temporary) => {
    const { folder } = await findModel(CONFIG.defaultModel, CONFIG.modelFolders);
    const model = await loadModelFolder(folder);
    const inference = await startInference({ model, provider: 'cpu' });
    const minute = await writeMinute(temporary);
    const lines = [
      '| audio s | steps | job s | session s | overhead | real-time factor |',
      '| --- | --- | --- | --- | --- | --- |',
    ];
    const cases = [
      ...STEPS.map((steps) => ({ input: RECORDING, steps })),
      { input: minute, steps: 8 },
    ];
    for (const { input, steps } of cases) {
      const runs: Manifest[] = [];
      for (let repeat = 0; repeat < REPEATS; repeat++) {
        runs.push(await separateOnce(inference, input, steps, temporary));
      }
      runs.sort((a, b) => overhead(a) - overhead(b));
      lines.push(row(steps, runs[Math.floor(REPEATS / 2)]!));
    }
    await inference.close();
    return lines.join('\n');
  });
}

function row(steps: number, median: Manifest): string {
  const { seconds, sessionSeconds, realTimeFactor } = median;
  const cells = [
    (seconds / realTimeFactor).toFixed(0),
    steps,
    seconds.toFixed(2),
    sessionSeconds.toFixed(2),
    `${(100 * overhead(median)).toFixed(1)} %`,
    realTimeFactor.toFixed(3),
  ];
  return `| ${cells.join(' | ')} |`;
}

async function writeMinute(folder: string): Promise<string> {
  const { rateHz, rows } = await readAudio(RECORDING);
  const repeated = rows.map((once) => {
    const long = new Float32Array(TIMES_OVER * once.length);
    for (let i = 0; i < TIMES_OVER; i++) long.set(once, i * once.length);
    return long;
  });
  const file = path.join(folder, 'minute.wav');
  await writeWav16(file, rateHz, repeated);
  return file;
}

function separateOnce(
  model: Inference,
  input: string,
  steps: number,
  outputFolder: string,
): Promise<Manifest> {
  return runJob(
    {
      task: 'separate',
      input,
      stems: undefined,
      sampling: {
        ...presetSampling('standard', 0),
        steps,
        resamplings: 1,
        views: 1,
      },
      encoding: 'float32',
      outputFolder: path.join(outputFolder, 'stems'),
    },
    {
      inference: model,
      stemwright: 'bench',
      signal: new AbortController().signal,
      onEvent: () => undefined,
    },
  );
}

function overhead({
  seconds,
  sessionSeconds,
}: {
  seconds: number;
  sessionSeconds: number;
}): number {
  return (seconds - sessionSeconds) / sessionSeconds;
}
