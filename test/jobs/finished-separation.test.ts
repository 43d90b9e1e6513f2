/**
 * When a separation counts as done: on what a real one wrote, with one thing changed at a time.
 */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { after, before, describe, it } from 'mocha';

import type { DiffusionPlan } from '../../src/sampler/sampling-plan.js';
import { contentSha256 } from '../../src/audio/content-hash.js';
import { finishedSeparation } from '../../src/jobs/finished-separation.js';
import { resolveJob, type ResolvedOfKind } from '../../src/jobs/resolve-job.js';
import type { Manifest } from '../../src/jobs/manifest-schema.js';
import { runJob } from '../../src/jobs/run-job.js';
import type { Inference } from '../../src/model/inference.js';
import { openGaussianInference } from '../support/gaussian-inference.js';
import { stemIndex } from '../../src/signal/units.js';
import { sampling } from '../support/job-commands.js';
import { writeWav16 } from '../support/wav-file.js';

interface Wanted extends ResolvedOfKind<'separate'> {
  readonly plan: DiffusionPlan;
  readonly modelSha256: string;
  readonly inputSha256: () => Promise<string>;
}

async function finished({
  modelSha256,
  inputSha256,
  ...job
}: Wanted): Promise<Manifest | undefined> {
  const found = await finishedSeparation(job, modelSha256, inputSha256);
  assert.ok(found?.byOtherModel !== true);
  return found?.manifest;
}

describe('A separation that is done already', () => {
  let inference: Inference;
  /** a test of its own for each would separate the same thing again */
  let folder: string;
  let stems: string;
  let wanted: Wanted;

  before(async () => {
    inference = await openGaussianInference();
    folder = await mkdtemp(path.join(tmpdir(), 'stemwright-test-'));
    const input = path.join(folder, 'song.wav');
    await writeWav16(input, 22_050, [Float32Array.from({ length: 3000 }, (_, t) => Math.sin(t))]);
    stems = path.join(folder, 'stems');
    const job = resolveJob(inference.card, {
      kind: 'separate',
      input,
      stems: undefined,
      confidence: true,
      sampling: sampling(2),
      encoding: 'float32',
      outputFolder: stems,
    });
    await runJob(job, {
      inference,
      stemwright: '0.0.0',
      signal: new AbortController().signal,
      onEvent: () => undefined,
    });
    assert.ok(job.plan.kind === undefined);
    wanted = {
      ...job,
      plan: job.plan,
      modelSha256: inference.graphSha256,
      inputSha256: () => contentSha256(input),
    };
  });
  after(async () => {
    await inference.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('is known by its input’s bytes and its settings', async () => {
    const manifest = await finished(wanted);
    assert.equal(manifest?.frames, 3000);
    const other: Partial<Wanted>[] = [
      { modelSha256: '0'.repeat(64) },
      { plan: { ...wanted.plan, seed: 1 } },
      { plan: { ...wanted.plan, solver: { ...wanted.plan.solver, churn: 20 } } },
      { plan: { ...wanted.plan, schedule: { ...wanted.plan.schedule, sigmaMax: 3 } } },
      { comparedWith: null },
      { encoding: 'pcm24' },
      { outputs: [{ name: 'bass', output: { kind: 'stem', stem: stemIndex(0) } }] },
      { format: 'flac' },
      { pattern: '{name} {stem}' },
      { part: { from: 0.01, to: null } },
      { part: { from: null, to: 0.02 } },
      { inputSha256: () => Promise.resolve('0'.repeat(64)) },
    ];
    for (const changes of other) {
      const found = await finished({ ...wanted, ...changes });
      assert.equal(found, undefined, JSON.stringify(changes));
    }
  });

  it('is of the whole recording where an earlier release wrote it, which knew no parts', async () => {
    const file = path.join(stems, 'stems.json');
    const text = await readFile(file, 'utf8');
    const listed = JSON.parse(text) as Record<string, unknown>;
    assert.deepEqual([listed['from'], listed['to']], [null, null]);
    delete listed['from'];
    delete listed['to'];
    await writeFile(file, JSON.stringify(listed));
    assert.equal((await finished(wanted))?.frames, 3000);
    const part = { from: null, to: 3000 / 22_050 };
    assert.equal(await finished({ ...wanted, part }), undefined);
    await writeFile(file, text);
  });

  it('is none when a file of it is gone, cut short or no longer what it was', async () => {
    const at = (name: string) => path.join(stems, name);
    const harm: [string, () => Promise<void>][] = [
      ['drums.wav', () => truncate(at('drums.wav'), 11_000)],
      ['drums.wav', () => rm(at('drums.wav'))],
      ['confidence.json', () => rm(at('confidence.json'))],
      ['stems.json', () => writeFile(at('stems.json'), '{"stems"')],
      ['stems.json', () => writeFile(at('stems.json'), 'null')],
      ['stems.json', () => rm(at('stems.json'))],
    ];
    for (const [name, doIt] of harm) {
      const whole = await readFile(at(name));
      await doIt();
      assert.equal(await finished(wanted), undefined, name);
      await writeFile(at(name), whole);
      assert.ok((await finished(wanted)) !== undefined, `${name} restored`);
    }
  });

  it('by another model counts where that is asked for, whatever its settings, but of the same input and whole', async () => {
    const other = { ...wanted, modelSha256: '0'.repeat(64) };
    const byAny = async ({ modelSha256, inputSha256, ...job }: Wanted) =>
      (await finishedSeparation(job, modelSha256, inputSha256, true))?.byOtherModel;
    assert.equal(await byAny(wanted), false);
    assert.equal(await byAny(other), true);
    assert.equal(await byAny({ ...other, plan: { ...wanted.plan, seed: 1 } }), true);
    assert.equal(await byAny({ ...other, outputs: wanted.outputs.slice(1) }), true);
    const changes: Partial<Wanted>[] = [
      { format: 'flac' },
      { outputs: [{ name: 'no bass', output: { kind: 'rest', without: [stemIndex(0)] } }] },
      { comparedWith: null },
      { part: { from: 0.01, to: null } },
      { inputSha256: () => Promise.resolve('0'.repeat(64)) },
    ];
    for (const change of changes) {
      assert.equal(await byAny({ ...other, ...change }), undefined, JSON.stringify(change));
    }
    const drums = path.join(stems, 'drums.wav');
    const whole = await readFile(drums);
    await rm(drums);
    assert.equal(await byAny(other), undefined);
    await writeFile(drums, whole);
  });

  it('does not read the input where its settings are others', async () => {
    const inputSha256 = () => Promise.reject(new Error('read'));
    const plan = { ...wanted.plan, seed: 1 };
    assert.equal(await finished({ ...wanted, plan, inputSha256 }), undefined);
    await assert.rejects(finished({ ...wanted, inputSha256 }), /read/);
  });
});
