/**
 * Benchmark: how much of a job is not the network.
 *
 *   overhead = (job time - time inside the ONNX session) / time inside the ONNX session
 *
 * The job is the whole of `stemwright separate` from decoding to the files on disk, in one process, on one input; model
 * loading is not counted. Ratios within a run are meaningful, absolute times depend on the machine.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { CONFIG } from '../../src/config.js';
import type { Manifest } from '../../src/engine/manifest.js';
import { runJob } from '../../src/engine/run-job.js';
import { startInference } from '../../src/model/inference-handle.js';
import type { Inference } from '../../src/model/inference.js';
import { loadModelFolder } from '../../src/model/model-folder.js';
import { findModel } from '../../src/model/model-library.js';
import { repositoryPath } from '../support/repository.js';

const STEPS = [1, 2, 4, 8];
const REPEATS = 3;
const RECORDING = repositoryPath('test', 'fixtures', 'demo-band', 'mixture.flac');

/** A Markdown table: for each number of steps the median by overhead of three runs. */
export async function samplerOverhead(): Promise<string> {
  const { folder } = await findModel(CONFIG.defaultModel, CONFIG.modelFolders);
  const inference = await startInference({ model: await loadModelFolder(folder), provider: 'cpu' });
  const out = await mkdtemp(path.join(os.tmpdir(), 'stemwright-bench-'));
  const lines = [
    '| steps | job s | session s | overhead | real-time factor |',
    '| --- | --- | --- | --- | --- |',
  ];
  for (const steps of STEPS) {
    const runs: Manifest[] = [];
    for (let repeat = 0; repeat < REPEATS; repeat++) {
      runs.push(await separateOnce(inference, steps, out));
    }
    runs.sort((a, b) => overhead(a) - overhead(b));
    const median = runs[Math.floor(REPEATS / 2)]!;
    const { seconds, sessionSeconds, realTimeFactor } = median;
    lines.push(
      `| ${steps} | ${seconds.toFixed(2)} | ${sessionSeconds.toFixed(2)} | ` +
        `${(100 * overhead(median)).toFixed(1)} % | ${realTimeFactor.toFixed(3)} |`,
    );
  }
  await inference.close();
  await rm(out, { recursive: true });
  return lines.join('\n');
}

function separateOnce(model: Inference, steps: number, out: string): Promise<Manifest> {
  return runJob(
    {
      task: 'separate',
      input: RECORDING,
      stems: undefined,
      sampling: {
        preset: 'standard',
        steps,
        solver: undefined,
        posterior: undefined,
        resamplings: 1,
        seed: 0,
      },
      encoding: 'float32',
      outputFolder: out,
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
