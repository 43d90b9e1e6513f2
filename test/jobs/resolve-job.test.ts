/** What is told of a command before a file is opened: presets that cannot do a part of it, and what runs otherwise. */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { stepsOf } from '../../src/sampler/sampling-plan.js';
import { resolvedFor, resolveJob } from '../../src/jobs/resolve-job.js';
import {
  MOST_GENERATED_SECONDS,
  type JobCommand,
  type KnownStems,
} from '../../src/jobs/job-command.js';
import { presetSampling } from '../../src/sampling/sampling-settings.js';
import type { ModelCard } from '../../src/model/model-card.js';
import { loadModelFolder } from '../../src/model/model-folder.js';
import { GAUSSIAN_FOLDER } from '../support/gaussian-model.js';
import type { SamplingPresetName } from '../../src/sampling/preset-names.js';

function imputation(preset: SamplingPresetName, known: KnownStems): JobCommand {
  return {
    kind: 'impute',
    known,
    generate: ['bass'],
    sampling: presetSampling(preset, 0),
    encoding: 'float32',
    outputFolder: '/stems/song',
  };
}

const FOLDER: KnownStems = { kind: 'folder', folder: '/song' };
const MIXTURE: KnownStems = { kind: 'mixture', path: '/song.wav' };

describe('A command that is resolved', () => {
  let card: ModelCard;
  before(async () => {
    ({ card } = await loadModelFolder(GAUSSIAN_FOLDER));
  });

  it('may impute to given stems with the published preset, but not to a recording of several', () => {
    resolveJob(card, imputation('msdm-impute', FOLDER));
    resolveJob(card, imputation('standard', MIXTURE));
    assert.throws(
      () => {
        resolveJob(card, imputation('msdm-impute', MIXTURE));
      },
      { code: 'unsupported-task', message: /given one by one, .* Give its stems, or choose draft/ },
    );
  });

  it('may not impute with a preset of another task, whatever is given', () => {
    for (const known of [FOLDER, MIXTURE]) {
      assert.throws(
        () => {
          resolveJob(card, imputation('msdm-dirac', known));
        },
        { code: 'unsupported-task', message: /says how to separate, not how to impute/ },
      );
    }
  });

  it('becomes a plan, and stems as indices of the card', () => {
    const files = [{ stem: 'piano', path: '/song/keys.wav' }];
    const job = resolveJob(card, imputation('msdm-impute', { kind: 'files', files }));
    assert.ok(job.kind === 'impute');
    assert.equal(stepsOf(job.plan), 256);
    assert.deepEqual(job.generate, [card.stems.indexOf('bass')]);
    assert.deepEqual(job.known, {
      kind: 'files',
      files: [{ stem: card.stems.indexOf('piano'), path: '/song/keys.wav' }],
    });
  });

  it('is resolved again for another card, and only then', () => {
    const command = imputation('standard', FOLDER);
    const accepted = resolveJob(card, command);
    assert.equal(resolvedFor(structuredClone(card), command, accepted), accepted);
    const other = { ...card, stems: card.stems.toReversed() };
    const again = resolvedFor(other, command, accepted);
    assert.ok(again.kind === 'impute');
    assert.deepEqual(again.generate, [other.stems.indexOf('bass')]);
    const without = { ...card, stems: ['kazoo'] };
    assert.throws(() => resolvedFor(without, command, accepted), { code: 'bad-argument' });
  });

  it('leaves a stem to fit to, whatever is given', () => {
    for (const known of [FOLDER, { kind: 'mixture', path: '/song.wav' }] as const) {
      for (const kind of ['impute', 'continue'] as const) {
        const command = {
          ...imputation('standard', known),
          generate: card.stems,
          kind,
          seconds: 1,
        };
        assert.throws(() => resolveJob(card, command as JobCommand), {
          code: 'bad-argument',
          message: /got all of the model "gaussian" to generate: bass, drums, guitar, piano\./,
        });
      }
    }
  });

  it('may generate as much as a client of the daemon may, and no more', () => {
    const { sampling, encoding, outputFolder } = imputation('standard', FOLDER);
    const generation = (seconds: number): JobCommand => ({
      kind: 'generate',
      seconds,
      sampling,
      encoding,
      outputFolder,
    });
    const job = resolveJob(card, generation(MOST_GENERATED_SECONDS));
    assert.ok(job.kind === 'generate');
    assert.equal(job.frames, MOST_GENERATED_SECONDS * card.sampleRateHz);
    for (const seconds of [0, -1, MOST_GENERATED_SECONDS + 1, Infinity, NaN]) {
      assert.throws(() => resolveJob(card, generation(seconds)), { code: 'bad-argument' });
    }
  });
});
