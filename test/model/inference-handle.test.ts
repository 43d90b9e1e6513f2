/**
 * The inference handle and its real worker: the same bytes as in-process, cancelling, failing, closing, and a process
 * that ends.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { describe, it } from 'mocha';
import type { DiffusionPlan } from '../../src/sampler/sampling-plan.js';
import { attachInference, startInference } from '../../src/model/inference-handle.js';
import type { Inference } from '../../src/model/inference.js';
import { loadModelFolder } from '../../src/model/model-folder.js';
import { viewedDenoiser } from '../../src/model/viewed-denoiser.js';
import { runSamplingTask } from '../../src/sampler/sampling-task-runner.js';
import type { SamplingTask } from '../../src/sampler/sampling-task.js';
import { Scratch } from '../../src/signal/scratch.js';
import type { Failure } from '../support/failing-worker.js';
import {
  float32GaussianDenoiser,
  GAUSSIAN_FOLDER,
  MASKED_GAUSSIAN_FOLDER,
  maskedGaussianDenoised,
  noiseBlock,
} from '../support/gaussian-model.js';
import { withoutDescriptors } from '../support/process-limits.js';
import { separationTask } from '../support/sampling-task.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

const HANDLE_MODULE = new URL('../../src/model/inference-handle.js', import.meta.url).href;
/** more steps than any test waits for */
const ENDLESS = 100_000;

describe('inference in a worker', () => {
  let inference: Inference;
  before(async () => {
    inference = await startInference({ folder: GAUSSIAN_FOLDER, provider: 'cpu', threads: 1 });
  });
  after(() => inference.close());

  const expectedData = async (task: SamplingTask<DiffusionPlan>): Promise<Float32Array> =>
    (await runSamplingTask(task, 4, float32GaussianDenoiser, {})).stems.data;

  it('says which model, graph and provider it runs', async () => {
    const { card, graphSha256 } = await loadModelFolder(GAUSSIAN_FOLDER);
    assert.deepEqual(inference.card, card);
    assert.equal(inference.graphSha256, graphSha256);
    assert.equal(inference.provider, 'cpu');
    assert.deepEqual(inference.providerNotes, []);
  });

  it('gives bit for bit what the same task gives in-process with the closed form', async () => {
    const { stems, evaluations, sessionSeconds } = await inference.sample(separationTask());
    const { stems: expected, evaluations: count } = await runSamplingTask(
      separationTask(),
      4,
      float32GaussianDenoiser,
      {},
    );
    assert.deepEqual(stems, expected);
    assert.equal(evaluations, count);
    assert.ok(sessionSeconds > 0);
  });

  it('evaluates the network once a view, and gives what the same views give in-process, to the bit', async () => {
    const twoViews = () => separationTask({ plan: { views: 2 } });
    const one = await inference.sample(separationTask());
    const two = await inference.sample(twoViews());
    const { multipleOf, min: minFrames } = inference.card.chunkFrames;
    const denoiser = viewedDenoiser({
      views: 2,
      stems: 4,
      multipleOf,
      minFrames,
      conditions: twoViews(),
      scratch: new Scratch(),
      bind: () => float32GaussianDenoiser,
    });
    const expected = await runSamplingTask(twoViews(), 4, denoiser, {});
    assert.deepEqual(two.stems.data, expected.stems.data);
    assert.notDeepEqual(two.stems.data, one.stems.data);
    assert.equal(two.evaluations, 2 * one.evaluations);
  });

  it('takes known stems across, and gives them back untouched', async () => {
    const knownMask = new Float32Array(4 * 2048).fill(1, 0, 2048);
    const task = (): SamplingTask<DiffusionPlan> => {
      const known = noiseBlock({ channels: 2, stems: 4, frames: 2048 }, 5);
      return separationTask({ known, knownMask: Float32Array.from(knownMask) });
    };
    const { stems } = await inference.sample(task());
    assert.deepEqual(stems.data, await expectedData(task()));
    assert.deepEqual(stems.data.subarray(0, 2048), task().known!.data.subarray(0, 2048));
  });

  it('reports progress that rises to exactly 1', async () => {
    const fractions: number[] = [];
    const { evaluations } = await inference.sample(separationTask(), {
      onProgress: (fraction) => fractions.push(fraction),
    });
    assert.equal(fractions.length, evaluations);
    assert.ok(fractions.every((fraction, i) => i === 0 || fraction > fractions[i - 1]!));
    assert.equal(fractions.at(-1), 1);
  });

  it('takes over arrays that own their memory, and copies those that are part of more', async () => {
    const whole = separationTask();
    const recording = new Float32Array(3 * 2048);
    await inference.sample(whole);
    await inference.sample(
      separationTask({ channels: 1, mixture: recording.subarray(2048, 4096) }),
    );
    assert.equal(whole.mixture!.length, 0);
    assert.equal(recording.length, 3 * 2048);
  });

  it('stops on cancel without another word, and then runs the next task as if nothing had been', async () => {
    const abort = new AbortController();
    let wordsAfterAbort = 0;
    const sampling = inference.sample(separationTask({ steps: ENDLESS }), {
      signal: abort.signal,
      onProgress: () => {
        if (abort.signal.aborted) wordsAfterAbort++;
        abort.abort();
      },
    });
    await assert.rejects(sampling, { name: 'OperationalError', code: 'cancelled' });
    const { stems } = await inference.sample(separationTask());
    assert.deepEqual(stems.data, await expectedData(separationTask()));
    assert.equal(wordsAfterAbort, 0);
  });

  it('does not start what is cancelled already', async () => {
    const task = separationTask();
    await assert.rejects(inference.sample(task, { signal: AbortSignal.abort() }), {
      code: 'cancelled',
    });
    assert.equal(task.mixture!.length, 2 * 2048, 'the task was sent all the same');
  });

  it('refuses a second sample while one runs, and finishes the first', async () => {
    const first = inference.sample(separationTask());
    await assert.rejects(inference.sample(separationTask()), {
      name: 'Error',
      message: /sample before the last one has settled/,
    });
    assert.deepEqual((await first).stems.data, await expectedData(separationTask()));
  });

  it('refuses chunks the model does not take, and arrays of another length', async () => {
    const wrong = (change: Partial<SamplingTask<DiffusionPlan>>, message: RegExp): Promise<void> =>
      assert.rejects(inference.sample(separationTask(change)), { name: 'Error', message });
    await wrong({ frames: 1024 }, /frames must be a multiple of 2048 from 2048, got 1024/);
    await wrong({ frames: 3000 }, /frames must be a multiple of 2048 from 2048, got 3000/);
    await wrong({ channels: 3 }, /mixture must hold 6144 values, got 4096/);
    await wrong(
      { knownMask: new Float32Array(8192) },
      /known and knownMask must be given together/,
    );
  });

  it('brings operational errors over with code and sentence, and stays usable', async () => {
    const known = noiseBlock({ channels: 2, stems: 4, frames: 2048 }, 5);
    const knownMask = new Float32Array(4 * 2048).fill(1, 0, 2048);
    const posterior = { kind: 'dirac', constrainedStem: 0 } as const;
    const task = separationTask({ known, knownMask, plan: { posterior } });
    await assert.rejects(inference.sample(task), {
      name: 'OperationalError',
      code: 'unsupported-task',
      message: /needs stem 0 to be unknown/,
    });
    await inference.sample(separationTask());
  });

  it('brings programmer errors over as what they are', async () => {
    const task = separationTask({ plan: { resamplings: 0 } });
    await assert.rejects(inference.sample(task), {
      name: 'Error',
      message: /resamplings must be an integer >= 1, got 0/,
    });
  });
});

describe('inference with a masked model', () => {
  it('separates in one step: the exact mean of the stems given the mixture', async () => {
    const inference = await startInference({ folder: MASKED_GAUSSIAN_FOLDER, provider: 'cpu' });
    const schedule = { kind: 'karras', steps: 1, sigmaMin: 1e-3, sigmaMax: 20, rho: 7 } as const;
    const solver = { kind: 'euler', churn: 0 } as const;
    const task = (): SamplingTask<DiffusionPlan> =>
      separationTask({ plan: { schedule, solver, resamplings: 1 } });
    const { stems, evaluations } = await inference.sample(task());
    await inference.close();

    const { stems: expected } = await runSamplingTask(
      task(),
      4,
      (x, sigma) => Promise.resolve(maskedGaussianDenoised(x, sigma, task())),
      {},
    );
    assert.equal(evaluations, 1);
    const worst = stems.data.reduce((w, v, i) => Math.max(w, Math.abs(v - expected.data[i]!)), 0);
    // x up to 4.5 sigma = 90 goes through 20 roundings to 32 bits, then Euler takes x - (x - D): 90 * 22 * 2^-24
    assert.ok(worst <= 90 * 22 * 2 ** -24, `off by ${worst}`);
  });
});

describe('starting inference', () => {
  it('passes on what is wrong with the folder or the provider', async () => {
    await assert.rejects(startInference({ folder: 'no/such', provider: 'cpu' }), {
      code: 'input-missing',
    });
    const absent = process.platform === 'win32' ? 'coreml' : 'dml';
    await assert.rejects(startInference({ folder: GAUSSIAN_FOLDER, provider: absent }), {
      name: 'OperationalError',
      code: 'provider-unavailable',
      message: new RegExp(`the provider ${absent} `),
    });
  });

  it('refuses a card its graph disagrees with, from the thread that opened the graph', async () => {
    const model = await loadModelFolder(GAUSSIAN_FOLDER);
    const card = { ...model.card, conditioning: 'masked' } as const;
    await assert.rejects(startInference({ model: { ...model, card }, provider: 'cpu' }), {
      name: 'OperationalError',
      code: 'model-invalid',
      message: /conditioning "masked" means the inputs/,
    });
  });

  it('says that the system gives no more where there may be no worker, and starts one once there may', async () => {
    const model = await loadModelFolder(GAUSSIAN_FOLDER);
    await withoutDescriptors(() =>
      assert.rejects(startInference({ model, provider: 'cpu' }), {
        code: 'system-limit',
        message: /^The system gives no more threads or open files .*EMFILE/,
      }),
    );
    await (await startInference({ model, provider: 'cpu', threads: 1 })).close();
  });

  it('refuses a number of threads that is none', async () => {
    await assert.rejects(startInference({ folder: GAUSSIAN_FOLDER, provider: 'cpu', threads: 0 }), {
      name: 'Error',
      message: /threads must be an integer >= 1, got 0/,
    });
  });
});

describe('an inference worker that fails', () => {
  async function failing(failure: Failure): Promise<Inference> {
    const model = await loadModelFolder(GAUSSIAN_FOLDER);
    // attached in the turn it is started in: what it says before has no listener
    const worker = new Worker(new URL('../support/failing-worker.js', import.meta.url), {
      workerData: failure,
    });
    return attachInference(worker, model);
  }

  for (const [failure, reason] of [
    ['throws on sample', /worker stopped: out of memory in the third layer\. Load the model again/],
    ['exits on sample', /worker stopped: it ended with code 3\. Load the model again/],
  ] as const) {
    it(`fails what is pending and everything after it with one sentence when it ${failure}`, async () => {
      const inference = await failing(failure);
      const expected = { name: 'OperationalError', code: 'inference-failed', message: reason };
      await assert.rejects(inference.sample(separationTask()), expected);
      await assert.rejects(inference.sample(separationTask()), expected);
      await inference.close();
    });
  }

  it('fails the start when it does not get that far', async () => {
    await assert.rejects(failing('throws at start'), {
      code: 'inference-failed',
      message: /no room for the session/,
    });
  });
});

describe('closing inference', () => {
  it('cancels what runs, may be called again, and ends sampling for good', async () => {
    const inference = await startInference({ folder: GAUSSIAN_FOLDER, provider: 'cpu' });
    const sampling = inference.sample(separationTask({ steps: ENDLESS }));
    const rejected = assert.rejects(sampling, { code: 'cancelled' });
    await inference.close();
    await rejected;
    await inference.close();
    await assert.rejects(inference.sample(separationTask()), {
      name: 'Error',
      message: /sample after close/,
    });
  });

  it('lets the process end, but not before it is done', async () => {
    const task = { ...separationTask({ steps: ENDLESS }), mixture: null };
    const program = `
      const inference = await start('cpu');
      const sampling = inference.sample(${JSON.stringify(task)}).catch((error) => error.code);
      await inference.close();
      console.log('closed,', await sampling);`;
    assert.equal(await outputAtItsEnd(program), 'closed, cancelled\n');
  });

  it('is not needed for the process to end: a forgotten handle does not hang it', async () => {
    const task = { ...separationTask(), mixture: null };
    const program = `
      const { evaluations } = await (await start('cpu')).sample(${JSON.stringify(task)});
      console.log(evaluations);`;
    const { evaluations } = await runSamplingTask(task, 4, float32GaussianDenoiser, {});
    assert.equal(await outputAtItsEnd(program), `${evaluations}\n`);
  });
});

describe('WebGPU on request', () => {
  it('runs, or is refused with a reason: never quietly another provider, never a dead process', async () => {
    const program = `
      const outcome = start('webgpu').then((inference) => inference.provider, (error) => error.code);
      console.log(await outcome);`;
    assert.match(await outputAtItsEnd(program), /^(webgpu|provider-unavailable)\n$/);
  });
});

/** What a program of one handle prints; it is killed, and so fails, if it does not end by itself. */
function outputAtItsEnd(program: string): Promise<string> {
  return withTemporaryFolder(async (folder) => {
    const file = join(folder, 'program.mjs');
    const source = `
      import { startInference } from ${JSON.stringify(HANDLE_MODULE)};
      const folder = ${JSON.stringify(GAUSSIAN_FOLDER)};
      const start = (provider) => startInference({ folder, provider });
      ${program}`;
    await writeFile(file, source);
    return (await promisify(execFile)(process.execPath, [file], { timeout: 30_000 })).stdout;
  });
}
