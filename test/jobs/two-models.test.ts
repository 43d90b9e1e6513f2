/**
 * Two models in one job: a recording is separated by one, and the other imputes to what it knows of that. In a daemon's engine: the
 * filter bank separates, the Gaussian model imputes.
 */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import type { JobCommand } from '../../src/jobs/job-command.js';
import type { Manifest } from '../../src/jobs/manifest-schema.js';
import { readAudio } from '../support/audio-files.js';
import { withCallingSurface } from '../support/calling-surface.js';
import { type EngineUnderTest, withEngine } from '../support/engine-under-test.js';
import { FILTER_BANK_RATE_HZ, writeFilterBankModel } from '../support/filter-bank.js';
import { MODELS_FOLDER } from '../support/gaussian-model.js';
import { modelEntry } from '../support/osc-recording-engine.js';
import { ORIGIN, sampling, separation } from '../support/job-commands.js';
import { until } from '../support/child-processes.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';
import { writeWav16 } from '../support/wav-file.js';
import { whiteNoise } from '../support/white-noise.js';

/** drums, bass, other, vocals */
const SEPARATOR = 'waveform-fixed';

interface TwoModels extends EngineUnderTest {
  readonly song: string;
  readonly run: (command: JobCommand) => Promise<Manifest>;
}

async function withTwoModels(use: (test: TwoModels) => Promise<void>): Promise<void> {
  await withTemporaryFolder(async (library) => {
    await writeFilterBankModel(library, { graph: `${SEPARATOR}.onnx` });
    await withEngine({ modelFolders: [library, MODELS_FOLDER] }, async (test) => {
      const song = path.join(test.folder, 'song.wav');
      await writeWav16(song, FILTER_BANK_RATE_HZ, [whiteNoise(9_999, 1)]);
      const run = async (command: JobCommand): Promise<Manifest> => {
        const done = await test.end(test.engine.jobs.submit(command, ORIGIN));
        assert.ok(done.kind === 'done', JSON.stringify(done));
        return done.manifest;
      };
      await use({ ...test, song, run });
    });
  });
}

describe('Two models in one job', () => {
  it('give what the second makes of the stems of the first that it knows; stems.json names both', () =>
    withTwoModels(async ({ engine, folder, song, run, end }) => {
      const separator = await engine.models.card(SEPARATOR);
      const settings = { sampling: sampling(2), encoding: 'float32' } as const;
      const command = {
        ...settings,
        kind: 'impute',
        known: { kind: 'mixture', path: song, separator },
        generate: ['bass', 'piano'],
        outputFolder: path.join(folder, 'imputed'),
      } as const;
      const { model, separator: listed, stems } = await run(command);
      assert.deepEqual(Object.keys(stems), ['bass', 'piano']);
      assert.equal(model.name, 'gaussian');
      assert.deepEqual(
        { name: listed?.name, version: listed?.version, plan: listed?.plan },
        {
          name: SEPARATOR,
          version: separator.version,
          plan: { kind: 'separator', views: 1, seed: 0 },
        },
      );
      // once more: it is of the same origin, and is replaced
      await run(command);

      // the same by hand, file by file: of drums, bass, other and vocals the prior knows drums and bass
      const parts = path.join(folder, 'parts');
      await engine.models.load(SEPARATOR);
      await run({ ...separation(song, parts), sampling: { ...sampling(2), steps: undefined } });
      await engine.models.load('gaussian');
      const drums = path.join(parts, 'drums.wav');
      const byHand = path.join(folder, 'by hand');
      await run({
        ...command,
        known: { kind: 'files', files: [{ stem: 'drums', path: drums }] },
        outputFolder: byHand,
      });
      for (const file of Object.values(stems)) {
        const [imputed, expected] = await Promise.all(
          [command.outputFolder, byHand].map(async (at) => readAudio(path.join(at, file))),
        );
        assert.deepEqual(imputed!.rows, expected!.rows, file);
      }
      // what fits the stems of another separator is another result, and never in the place of this one
      const other = { ...command, known: { kind: 'mixture', path: song } } as const;
      const last = await end(engine.jobs.submit(other, ORIGIN));
      assert.ok(last.kind === 'error', JSON.stringify(last));
      assert.equal(last.code, 'output-exists');
    }));

  it('are refused where the second knows nothing of the first but what it is to generate', () =>
    withTwoModels(async ({ engine, folder, song }) => {
      const card = await engine.models.card(SEPARATOR);
      const separator = { ...card, stems: ['bass', 'vocals', 'other'] };
      const command: JobCommand = {
        kind: 'impute',
        known: { kind: 'mixture', path: song, separator },
        generate: ['bass'],
        sampling: sampling(2),
        encoding: 'float32',
        outputFolder: path.join(folder, 'out'),
      };
      assert.throws(() => engine.jobs.submit(command, ORIGIN), {
        code: 'bad-argument',
        message: /"waveform-fixed" has bass, vocals, other, and the model "gaussian" knows none/,
      });
    }));

  it('end with a sentence where the first has been changed meanwhile, and leave nothing', () =>
    withTwoModels(async ({ engine, folder, song, end }) => {
      const card = await engine.models.card(SEPARATOR);
      const outputFolder = path.join(folder, 'out');
      const jobId = engine.jobs.submit(
        {
          kind: 'impute',
          known: { kind: 'mixture', path: song, separator: { ...card, version: 'before' } },
          generate: ['bass'],
          sampling: sampling(2),
          encoding: 'float32',
          outputFolder,
        },
        ORIGIN,
      );
      const last = await end(jobId);
      assert.ok(last.kind === 'error', JSON.stringify(last));
      assert.equal(last.code, 'model-invalid');
      assert.ok(!existsSync(outputFolder));
    }));

  it('are asked for by an option, or by default; stems take no separator', () =>
    withTemporaryFolder(async (folder) => {
      const song = path.join(folder, 'song.wav');
      const stems = path.join(folder, 'stems');
      await writeWav16(song, 8_000, [whiteNoise(100, 1)]);
      await mkdir(stems);
      const stored = { encoding: 'float32', format: 'wav' } as const;
      const defaults = { preset: 'standard', seed: 0, ...stored, separator: 'band' } as const;
      await withCallingSurface(
        async ({ caller, engine }) => {
          const names = ['drums', 'vocals'];
          engine.entries = [modelEntry('pair', names), modelEntry('band', names)];
          const { ask, replies } = caller('ann');
          ask('impute', 'a', song, 'bass', 'separator', 'pair');
          ask('impute', 'b', song, 'bass');
          ask('impute', 'c', stems, 'bass');
          ask('impute', 'd', stems, 'bass', 'separator', 'pair');
          ask('continue', 'e', song, 2, 'separator', 'pair');
          await until(() => engine.submitted.length === 4 && replies.some(({ id }) => id === 'd'));
          const knownOf = new Map(
            engine.submitted.map(({ command, origin }) => {
              assert.ok('known' in command);
              const { known } = command;
              const separator = known.kind === 'mixture' ? known.separator?.name : 'none';
              return [origin.requestId, [known.kind, separator]];
            }),
          );
          assert.deepEqual(Object.fromEntries(knownOf), {
            a: ['mixture', 'pair'],
            b: ['mixture', 'band'],
            c: ['folder', 'none'],
            e: ['mixture', 'pair'],
          });
          const refused = replies.find(({ id }) => id === 'd');
          assert.ok(refused?.key === 'error');
          assert.equal(refused.values.code, 'bad-argument');
          assert.match(refused.values.message, /^Expected a recording to separate with "pair"/);
        },
        { defaults, mediaRoots: [folder] },
      );
    }));
});
