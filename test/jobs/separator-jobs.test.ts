/**
 * Jobs on a separator, in a daemon's engine: it separates and says how in stems.json, is known as done, and what it cannot do is
 * refused with the models that do it.
 */
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { contentSha256 } from '../../src/audio/content-hash.js';
import { finishedSeparation } from '../../src/jobs/finished-separation.js';
import type { JobCommand } from '../../src/jobs/job-command.js';
import { resolveJob } from '../../src/jobs/resolve-job.js';
import { loadModelFolder } from '../../src/model/model-folder.js';
import { presetSampling, type SamplingChoice } from '../../src/sampling/sampling-settings.js';
import { type EngineUnderTest, withEngine } from '../support/engine-under-test.js';
import { FILTER_BANK_RATE_HZ, writeFilterBankModel } from '../support/filter-bank.js';
import { MODELS_FOLDER } from '../support/gaussian-model.js';
import { ORIGIN } from '../support/job-commands.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';
import { whiteNoise } from '../support/white-noise.js';
import { writeWav16 } from '../support/wav-file.js';

const SAMPLING = presetSampling('standard', 3);

function separation(
  input: string,
  outputFolder: string,
  changes: Partial<SamplingChoice> = {},
): JobCommand & { kind: 'separate' } {
  return {
    kind: 'separate',
    input,
    stems: undefined,
    sampling: { ...SAMPLING, ...changes },
    encoding: 'float32',
    outputFolder,
  };
}

interface Separators extends EngineUnderTest {
  readonly input: string;
  readonly modelFolder: string;
}

async function withSeparator(
  changes: Readonly<Record<string, unknown>>,
  graph: string,
  use: (test: Separators) => Promise<void>,
): Promise<void> {
  await withTemporaryFolder(async (library) => {
    const modelFolder = await writeFilterBankModel(library, { graph, changes });
    const options = { modelFolders: [library, MODELS_FOLDER], model: path.basename(modelFolder) };
    await withEngine(options, async (test) => {
      const input = path.join(test.folder, 'song.wav');
      const rows = [whiteNoise(9999, 1), whiteNoise(9999, 2)];
      await writeWav16(input, FILTER_BANK_RATE_HZ, rows);
      await use({ ...test, input, modelFolder });
    });
  });
}

describe('Jobs on a separator', () => {
  it('give stems that sum to the recording, and say in stems.json how they were made', () =>
    withSeparator(
      {},
      'waveform-fixed.onnx',
      async ({ engine, folder, input, modelFolder, end }) => {
        const out = path.join(folder, 'stems');
        const command = { ...separation(input, out), confidence: true };
        const done = await end(engine.jobs.submit(command, ORIGIN));
        assert.ok(done.kind === 'done', JSON.stringify(done));
        const { manifest } = done;
        const plan = { kind: 'separator', views: 1, seed: 3 };
        assert.deepEqual(manifest.plan, plan);
        assert.deepEqual(manifest.comparedWith, { ...plan, views: 2, seed: 4 });
        assert.deepEqual([manifest.steps, manifest.solver, manifest.posterior], [1, null, null]);
        assert.deepEqual(Object.keys(manifest.stems), ['drums', 'bass', 'other', 'vocals']);
        assert.ok(manifest.sumErrorDbfs !== null && manifest.sumErrorDbfs <= -120);
        const { card, graphSha256 } = await loadModelFolder(modelFolder);
        const again = await finishedSeparation(resolveJob(card, command), graphSha256, () =>
          contentSha256(input),
        );
        assert.deepEqual(again?.manifest.plan, plan);
      },
    ));

  it('take no settings of diffusion, whose names the sentence says', () =>
    withSeparator({}, 'waveform-fixed.onnx', ({ engine, folder, input }) => {
      const refused = (changes: Partial<SamplingChoice>, code: string, message: RegExp): void => {
        const command = separation(input, path.join(folder, 'stems'), changes);
        assert.throws(() => engine.jobs.submit(command, ORIGIN), { code, message });
      };
      refused(
        { steps: 3, resamplings: 2 },
        'bad-argument',
        /is a separator: .* but not steps, correction\./,
      );
      refused({ solver: 'heun' }, 'bad-argument', /but not solver/);
      refused({ posterior: 'dirac' }, 'bad-argument', /but not posterior/);
      refused({ preset: 'msdm-dirac' }, 'unsupported-task', /"waveform-fixed" is a separator/);
      return Promise.resolve();
    }));

  it('that it cannot do are refused with the models of the library that do them', () =>
    withSeparator({}, 'waveform-fixed.onnx', async ({ engine, folder }) => {
      for (const task of ['impute', 'generate'] as const) {
        assert.throws(
          () => {
            engine.models.mustDo(task);
          },
          {
            code: 'unsupported-task',
            message: new RegExp(
              `"waveform-fixed" is a separator: it cannot ${task}, only separate\\. To ${task}, choose .*"gaussian"`,
            ),
          },
        );
      }
      const known = { kind: 'folder', folder } as const;
      const settings = { sampling: SAMPLING, encoding: 'float32', outputFolder: folder } as const;
      for (const command of [
        { ...settings, kind: 'impute', known, generate: ['bass'] },
        { ...settings, kind: 'continue', known, generate: [], seconds: 1 },
        { ...settings, kind: 'generate', seconds: 1 },
      ] as const) {
        assert.throws(() => engine.jobs.submit(command, ORIGIN), {
          code: 'unsupported-task',
          message: /choose the model .*"gaussian"/,
        });
      }
      engine.models.mustDo('separate');
      await engine.models.load('gaussian');
      engine.models.mustDo('generate');
    }));

  it('end without a file where a network gives what is not finite, and the next one runs', () => {
    const stems = ['drums', 'bass', 'other', 'vocals'];
    const networks = [{ graph: 'nan-when-loud.onnx', contract: 'waveform', stems }];
    const chunkFrames = { trained: 4096, min: 4096, multipleOf: 4096 };
    return withSeparator(
      { name: 'loud', stems, networks, chunkFrames },
      'foreign/nan-when-loud.onnx',
      async ({ engine, folder, input, end }) => {
        const loud = path.join(folder, 'loud.wav');
        const row = whiteNoise(9999, 1);
        row[6000] = 0.95;
        await writeWav16(loud, FILTER_BANK_RATE_HZ, [row, row]);
        const out = path.join(folder, 'stems');
        const failed = await end(engine.jobs.submit(separation(loud, out), ORIGIN));
        assert.ok(failed.kind === 'error');
        assert.match(failed.message, /chunk from 0\.08 s to 0\.17 s gives .* not finite/);
        assert.deepEqual((await readdir(folder)).sort(), ['journal', 'loud.wav', 'song.wav']);
        const next = await end(engine.jobs.submit(separation(input, out), ORIGIN));
        assert.equal(next.kind, 'done');
      },
    );
  });
});
