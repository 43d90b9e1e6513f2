/** Commands take from the configuration what they have in common with the daemon: flag, environment, file, default. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { MODELS_FOLDER } from '../support/gaussian-model.js';
import { runCli, type CliResult } from '../support/run-cli.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

const FILE = {
  model: 'gaussian',
  modelFolders: [MODELS_FOLDER],
  provider: 'cpu',
  threads: 1,
  preset: 'draft',
  seed: 7,
  encoding: 'pcm24',
};

interface Said {
  readonly file?: object;
  readonly env?: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
}

/** Generates as little as there is. */
function generate({ file = FILE, env = {}, flags = [] }: Said): Promise<CliResult> {
  return withTemporaryFolder(async (folder) => {
    const config = path.join(folder, 'config.json');
    await writeFile(config, JSON.stringify(file));
    const args = ['generate', '--seconds', '0.01', '--json', '--config', config];
    return runCli([...args, '--out', path.join(folder, 'out'), ...flags], {
      env: { ...process.env, ...env },
    });
  });
}

interface Output {
  readonly folder: string;
  readonly model: { readonly name: string };
  readonly seed: number;
  readonly encoding: string;
}

async function made(said: Said): Promise<Output> {
  const { exitCode, stdout, stderr } = await generate(said);
  assert.equal(exitCode, 0, stderr);
  return (JSON.parse(stdout) as { outputs: [Output] }).outputs[0];
}

describe('The configuration of commands', () => {
  it('is the daemon’s file', async () => {
    const { model, seed, encoding, folder } = await made({});
    assert.deepEqual([model.name, seed, encoding], ['gaussian', 7, 'pcm24']);
    // where stems go is the command's own matter
    assert.equal(path.basename(folder), 'generated-7');
  });

  it('is the environment before the file, and a flag before both', async () => {
    const env = { STEMWRIGHT_SEED: '8', STEMWRIGHT_ENCODING: 'float32' };
    const { seed, encoding } = await made({ env, flags: ['--seed', '9'] });
    assert.deepEqual([seed, encoding], [9, 'float32']);
  });

  it('is not asked about what only the daemon does', async () => {
    const { seed } = await made({
      file: { ...FILE, oscHost: '0.0.0.0', outputFolder: '/nowhere' },
    });
    assert.equal(seed, 7);
  });

  it('is refused in a sentence that names the setting, what it must be and where it was said', async () => {
    const refused: [Said, RegExp][] = [
      [
        { file: { ...FILE, seed: -1 } },
        /The setting seed \(.*config\.json\) must be a whole number/,
      ],
      [
        { env: { STEMWRIGHT_PRESET: 'fast' } },
        /The setting preset \(STEMWRIGHT_PRESET\) must be one of/,
      ],
      [{ file: { modle: 'gaussian' } }, /there is no setting modle\. There are model, /],
    ];
    for (const [said, sentence] of refused) {
      const { exitCode, stderr } = await generate(said);
      assert.equal(exitCode, 2);
      assert.match(stderr, sentence);
    }
  });

  it('says where models are', async () => {
    const env = { ...process.env, STEMWRIGHT_MODEL_FOLDERS: MODELS_FOLDER };
    const { stdout } = await runCli(['models', 'list', '--json'], { env });
    const { models } = JSON.parse(stdout) as { models: { name: string; folder: string }[] };
    assert.ok(models.some(({ name }) => name === 'gaussian'));
    assert.ok(models.every(({ folder }) => folder.startsWith(MODELS_FOLDER)));
  });
});
