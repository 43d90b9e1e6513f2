/** What happens where two runs give files of one folder their names at the same time. */
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { placeFiles } from '../../src/audio/place-files.js';
import { filesBelow } from '../support/files-below.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

describe('Files that get their names', () => {
  it('do not take away what another run put in their place, where one of them cannot have its own', () =>
    withTemporaryFolder(async (folder) => {
      const at = (name: string) => path.join(folder, name);
      await writeFile(at('bass.temporary'), 'ours');
      await writeFile(at('drums.temporary'), 'ours');
      const placing = placeFiles({
        folder,
        stems: [
          { path: at('bass.wav'), temporaryPath: at('bass.temporary') },
          {
            path: at('drums.wav'),
            // asked for when bass.wav has its name
            get temporaryPath() {
              rmSync(at('bass.wav'));
              writeFileSync(at('bass.wav'), 'of the other run');
              writeFileSync(at('drums.wav'), 'of the other run');
              return at('drums.temporary');
            },
          },
        ],
        documents: [],
        claim: { existing: new Map(), foreign: [], untouched: {}, manifests: [] },
        measured: new Map(),
        onReplaced: () => assert.fail('nothing is replaced'),
      });
      await assert.rejects(placing, { code: 'output-exists' });
      assert.deepEqual(await filesBelow(folder), ['bass.wav', 'drums.temporary', 'drums.wav']);
      assert.equal(await readFile(at('bass.wav'), 'utf8'), 'of the other run');
    }));
});
