/**
 * The ReaPack package is what the scripts' header and files say. The index of its releases: test/tools/release.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { filesBelow } from '../support/files-below.js';
import { repositoryPath } from '../support/repository.js';
import {
  CATEGORY,
  MAIN_SCRIPT,
  readHeader,
  readPackage,
  REAPER_FOLDER,
} from '../../tools/reaper/reaper-package.js';

const SCRIPTS = path.join(REAPER_FOLDER, CATEGORY);

describe('The ReaPack package', () => {
  it('has the version of Stemwright', async () => {
    const { version } = JSON.parse(await readFile(repositoryPath('package.json'), 'utf8')) as {
      version: string;
    };
    assert.equal(readPackage().version, version);
  });

  it('provides every file once, and every action as an action', async () => {
    const provided = readPackage().provides;
    assert.deepEqual(
      provided.map(({ file }) => file).sort(),
      (await filesBelow(SCRIPTS)).map((file) => file.replaceAll(path.sep, '/')).sort(),
    );
    for (const { file, isAction } of provided) assert.equal(isAction, !file.includes('/'), file);
  });

  it('has one header with a version: every other file is no package of its own', async () => {
    for (const file of await filesBelow(SCRIPTS)) {
      const tags = readHeader(await readFile(path.join(SCRIPTS, file), 'utf8'));
      assert.equal(tags.has('version'), file === MAIN_SCRIPT, file);
      assert.equal(tags.has('noindex'), file !== MAIN_SCRIPT, file);
    }
  });
});
