/** Which files of a folder are known stems, and what is said where there are none. */
import assert from 'node:assert/strict';
import path from 'node:path';

import { describe, it } from 'mocha';

import { knownStemFiles } from '../../src/jobs/known-stem-files.js';
import { loadModelFolder } from '../../src/model/model-folder.js';
import { stemIndex } from '../../src/signal/units.js';
import { GAUSSIAN_FOLDER } from '../support/gaussian-model.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

const BASS = [stemIndex(0)];

describe('Known stems in a folder', () => {
  it('are not looked for where there is no such folder, which is said', () =>
    withTemporaryFolder(async (root) => {
      const { card } = await loadModelFolder(GAUSSIAN_FOLDER);
      const folder = path.join(root, 'nope');
      await assert.rejects(knownStemFiles(folder, card, BASS), {
        code: 'input-missing',
        message: `There is no folder ${folder}: expected one with stems named bass, drums, guitar, piano. Check its path.`,
      });
    }));
});
