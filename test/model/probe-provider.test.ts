/**
 * Probing a provider says what a run says: it runs here, or why it does not.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'mocha';

import { askSurroundings, probeProvider } from '../../src/model/probe-provider.js';
import { PROVIDERS } from '../../src/model/provider.js';
import { GAUSSIAN_FOLDER } from '../support/gaussian-model.js';
import { runCli } from '../support/run-cli.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

describe('Probing a provider', () => {
  it('says that the processor runs a model', async () => {
    assert.equal(await probeProvider('cpu', GAUSSIAN_FOLDER), undefined);
  });

  it('says why one that is not here does not run', async () => {
    const { present, platform, arch } = await askSurroundings();
    const absent = PROVIDERS.find((provider) => provider !== 'cuda' && !present.includes(provider));
    const refusal = await probeProvider(absent!, GAUSSIAN_FOLDER);
    assert.match(refusal ?? '', new RegExp(`only, and this is ${platform} ${arch}\\.`));
  });

  it('says of a GPU’s provider whose libraries are here what a run says', () =>
    withTemporaryFolder(async (folder) => {
      const { present } = await askSurroundings();
      for (const provider of present.filter((each) => each !== 'cpu')) {
        const refusal = await probeProvider(provider, GAUSSIAN_FOLDER);
        const out = path.join(folder, provider);
        const run = ['generate', '--seconds', '0.1', '--model', 'gaussian', '--out', out];
        const { exitCode, stderr } = await runCli([...run, '--provider', provider]);
        assert.equal(exitCode, refusal === undefined ? 0 : 1, stderr);
        if (refusal !== undefined) assert.ok(stderr.includes(refusal), stderr);
      }
    }));

  it('says what is wrong with the model', async () => {
    assert.match((await probeProvider('cpu', '/no/such')) ?? '', /\/no\/such/);
  });
});
