/** An inference in a process of its own: the same stems as on a thread, and an end to what never ends. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { describe, it } from 'mocha';

import type { JobCommand } from '../../src/jobs/job-command.js';
import { startInference } from '../../src/model/inference-handle.js';
import type { SamplingTask } from '../../src/model/inference.js';
import { loadModelFolder } from '../../src/model/model-folder.js';
import { presetSampling } from '../../src/sampling/sampling-settings.js';
import { childrenRunning, isAlive, processorTicks, until } from '../support/child-processes.js';
import { withEngine } from '../support/engine-under-test.js';
import { filesBelow } from '../support/files-below.js';
import { FILTER_BANK_RATE_HZ, writeFilterBankModel } from '../support/filter-bank.js';
import { ORIGIN } from '../support/job-commands.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';
import { whiteNoise } from '../support/white-noise.js';
import { writeWav16 } from '../support/wav-file.js';

const FRAMES = 4_096;
const STEMS = ['drums', 'bass', 'other', 'vocals'];
/** separates whatever is quieter than 0.9, and never comes to an end with the rest */
const ENDLESS = {
  graph: 'foreign/endless-when-loud.onnx',
  changes: {
    stems: STEMS,
    chunkFrames: { trained: FRAMES, min: FRAMES, multipleOf: FRAMES },
    networks: [{ graph: 'endless-when-loud.onnx', contract: 'waveform', stems: STEMS }],
  },
};
const PROCESS = 'inference-process';
/** more processor time than it takes to begin an evaluation */
const TICKS = 20;

function chunk(amplitude: number): SamplingTask {
  return {
    plan: { kind: 'separator', views: 1, seed: 0 },
    channels: 2,
    frames: FRAMES,
    mixture: whiteNoise(2 * FRAMES, 1, amplitude),
    known: null,
    knownMask: null,
    startFrame: 0,
  };
}

/** The one process evaluates. */
async function untilBusy(): Promise<void> {
  const [pid] = childrenRunning(PROCESS);
  const start = processorTicks(pid!);
  await until(() => processorTicks(pid!) > start + TICKS);
}

function separation(input: string, outputFolder: string): JobCommand {
  const sampling = presetSampling('standard', 0);
  return { kind: 'separate', input, stems: undefined, sampling, encoding: 'float32', outputFolder };
}

describe('An inference in a process of its own', () => {
  it('gives what a thread gives, and its errors; nothing is left of it', () =>
    withTemporaryFolder(async (library) => {
      const folder = await writeFilterBankModel(library, { graph: 'waveform-fixed.onnx' });
      const results = [];
      for (const place of ['thread', 'process'] as const) {
        const inference = await startInference({ folder, provider: 'cpu', threads: 1, place });
        assert.equal(inference.provider, 'cpu');
        const fractions: number[] = [];
        const onProgress = (fraction: number): number => fractions.push(fraction);
        const { stems, evaluations } = await inference.sample(chunk(0.5), { onProgress });
        results.push({ stems, evaluations, fractions });
        await inference.close();
      }
      assert.deepEqual(results[1], results[0]);
      const broken = await loadModelFolder(folder);
      const card = { ...broken.card, channels: 1 as const };
      await assert.rejects(
        startInference({ model: { ...broken, card }, provider: 'cpu', place: 'process' }),
        { code: 'model-invalid', message: /disagrees with its card/ },
      );
      await until(() => childrenRunning(PROCESS).length === 0);
    }));

  it('is ended where an evaluation goes on after it was cancelled, or when it is closed', () =>
    withTemporaryFolder(async (library) => {
      const folder = await writeFilterBankModel(library, ENDLESS);
      const start = () =>
        startInference({ folder, provider: 'cpu', threads: 1, place: 'process', endLimitMs: 50 });
      const cancelled = await start();
      assert.equal((await cancelled.sample(chunk(0.5))).stems.frames, FRAMES);
      const abort = new AbortController();
      const sampling = assert.rejects(cancelled.sample(chunk(1), { signal: abort.signal }), {
        code: 'inference-failed',
        message: /SIGKILL/,
      });
      await untilBusy();
      abort.abort();
      await sampling;
      assert.equal(cancelled.hasStopped, true);
      await cancelled.close();
      const closed = await start();
      const endless = assert.rejects(closed.sample(chunk(1)), { code: 'cancelled' });
      await untilBusy();
      await closed.close();
      await endless;
      assert.deepEqual(childrenRunning(PROCESS), []);
    }));

  it('frees the queue of a daemon when its job is cancelled: the next one runs on a new process', () =>
    withTemporaryFolder(async (library) => {
      const model = path.basename(await writeFilterBankModel(library, ENDLESS));
      await withEngine(
        {
          modelFolders: [library],
          model,
          startModel: (loaded) =>
            startInference({ model: loaded, provider: 'cpu', place: 'process', endLimitMs: 50 }),
        },
        async ({ engine, folder, event, end }) => {
          const files = ['loud', 'quiet'].map((name) => path.join(folder, `${name}.wav`));
          for (const [index, file] of files.entries()) {
            const rows = [1, 2].map((seed) => whiteNoise(9_999, seed, index === 0 ? 0.99 : 0.5));
            await writeWav16(file, FILTER_BANK_RATE_HZ, rows);
          }
          const out = path.join(folder, 'out');
          const [first, second] = files.map((file) =>
            engine.jobs.submit(separation(file, path.join(out, path.parse(file).name)), ORIGIN),
          ) as [string, string];
          await event(({ kind, jobId }) => kind === 'stem' && jobId === first);
          await untilBusy();
          engine.jobs.cancel(first);
          assert.equal((await end(first)).kind, 'cancelled');
          assert.equal((await end(second)).kind, 'done');
          assert.equal((await filesBelow(out)).length, STEMS.length + 1);
        },
      );
      assert.deepEqual(childrenRunning(PROCESS), []);
    }));

  it('is gone when the process that started it is killed, whatever its network is doing', () =>
    withTemporaryFolder(async (library) => {
      const folder = await writeFilterBankModel(library, ENDLESS);
      const module = (name: string) => JSON.stringify(new URL(name, import.meta.url).href);
      const script = `
        import { startInference } from ${module('../../src/model/inference-handle.js')};
        import { childrenRunning } from ${module('../support/child-processes.js')};
        const folder = ${JSON.stringify(folder)};
        const inference = await startInference({ folder, provider: 'cpu', place: 'process' });
        const mixture = new Float32Array(${2 * FRAMES}).fill(1);
        const task = { ...${JSON.stringify({ ...chunk(0), mixture: null })}, mixture };
        inference.sample(task);
        console.log(childrenRunning('${PROCESS}').join());
        setTimeout(() => process.kill(process.pid, 'SIGKILL'), 200);
      `;
      const parent = path.join(library, 'parent.mjs');
      await writeFile(parent, script);
      let pid = 0;
      await assert.rejects(
        promisify(execFile)(process.execPath, [parent]),
        (error: { signal: string; stdout: string }) => {
          pid = Number(error.stdout);
          return error.signal === 'SIGKILL';
        },
      );
      assert.ok(pid > 0);
      await until(() => !isAlive(pid));
    }));
});
