/**
 * stemwright evaluate where nothing can be measured: it says why, and fails.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'mocha';

import type { Evaluation } from '../../src/evaluation/evaluate-separation.js';
import { BAND_SECONDS, bandPart, writeBandTrack } from '../support/band-dataset.js';
import { runCli } from '../support/run-cli.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

describe('stemwright evaluate where nothing can be measured', () => {
  it('fails, of tracks that are too short, and names them', () =>
    withTemporaryFolder(async (folder) => {
      // half a window
      const seconds = BAND_SECONDS / 2;
      const parts = { bass: bandPart(1, seconds), drums: bandPart(40, seconds) };
      await writeBandTrack(path.join(folder, 'Track00001'), parts);
      const args = ['evaluate', folder, '--predictions', folder, '--stems', 'bass,drums'];
      const { exitCode, stdout, stderr } = await runCli([...args, '--json']);
      assert.equal(exitCode, 1);
      assert.match(stderr, /^Nothing of Track00001 is measured: it is 2\.0 s long/m);
      assert.match(stderr, /^stemwright: Nothing was measured in 1 tracks: /m);
      const result = JSON.parse(stdout) as Evaluation & { error: { code: string } };
      assert.equal(result.error.code, 'input-empty');
      assert.equal(result.windows, 0);
    }));

  it('fails for one stem before the work begins, and for stems that are named in vain', async () => {
    const one = await runCli(['evaluate', '.', '--predictions', '.', '--stems', 'bass']);
    assert.equal(one.exitCode, 2);
    assert.match(one.stderr, /^stemwright: Nothing can be measured of one stem: /);
    assert.equal(one.stdout, '');
    const inVain = await runCli(['evaluate', '.', '--stems', 'bass,drums']);
    assert.equal(inVain.exitCode, 2);
    assert.match(inVain.stderr, /^stemwright: Expected --predictions with --stems/);
  });
});
