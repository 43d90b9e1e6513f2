/** What is told of a command before a file is opened: here, presets that cannot do a part of it. */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { checkCommand } from '../../src/jobs/check-command.js';
import type { JobCommand } from '../../src/jobs/job-command.js';
import { presetSampling, type SamplingPresetName } from '../../src/sampling/sampling-settings.js';
import type { ModelCard } from '../../src/model/model-card.js';
import { loadModelFolder } from '../../src/model/model-folder.js';
import { GAUSSIAN_FOLDER } from '../support/gaussian-model.js';

function imputation(
  preset: SamplingPresetName,
  known: Extract<JobCommand, { task: 'impute' }>['known'],
): JobCommand {
  return {
    task: 'impute',
    known,
    generate: ['bass'],
    sampling: presetSampling(preset, 0),
    encoding: 'float32',
    outputFolder: '/stems/song',
  };
}

describe('a command that is checked', () => {
  let card: ModelCard;
  before(async () => {
    ({ card } = await loadModelFolder(GAUSSIAN_FOLDER));
  });

  it('may impute to given stems with the published preset, but not to a recording of several', () => {
    checkCommand(card, imputation('msdm-impute', { folder: '/song' }));
    checkCommand(card, imputation('standard', { mixture: '/song.wav' }));
    assert.throws(
      () => {
        checkCommand(card, imputation('msdm-impute', { mixture: '/song.wav' }));
      },
      { code: 'unsupported-task', message: /given one by one, .* Give its stems, or choose draft/ },
    );
  });

  it('may not impute with a preset of another task, whatever is given', () => {
    for (const known of [{ folder: '/song' }, { mixture: '/song.wav' }]) {
      assert.throws(
        () => {
          checkCommand(card, imputation('msdm-dirac', known));
        },
        { code: 'unsupported-task', message: /says how to separate, not how to impute/ },
      );
    }
  });
});
