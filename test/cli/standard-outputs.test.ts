/**
 * Outputs that cannot be written: stdout and stderr on a full disk, or without a reader. Never a stack trace; what is on disk is whole.
 */
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { runCli, type CliResult } from '../support/run-cli.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

const LOST =
  /^stemwright: stdout cannot be written \(ENOSPC\): the disk is full\. Results are missing there; .+\n$/;

const withOutputs = (redirections: string, ...args: string[]): Promise<CliResult> =>
  runCli(args, { shellPrefix: `exec ${redirections}` });

const generating = (folder: string, ...more: string[]): string[] => [
  ...['generate', '--seconds', '0.2', '--model', 'gaussian', '--steps', '1', '--out', folder],
  ...more,
];

describe('A command whose stdout is full', () => {
  for (const args of [['models', 'list'], ['--help'], ['config', '--json']]) {
    it(`says so and ends with 1: ${args.join(' ')}`, async () => {
      const { exitCode, stderr } = await withOutputs('>/dev/full', ...args);
      assert.match(stderr, LOST);
      assert.equal(exitCode, 1);
    });
  }

  it('does its work all the same', () =>
    withTemporaryFolder(async (folder) => {
      const { exitCode, stderr } = await withOutputs('>/dev/full', ...generating(folder));
      assert.match(stderr, LOST);
      assert.equal(exitCode, 1);
      assert.ok((await readdir(path.join(folder, 'generated-0'))).includes('stems.json'));
    }));

  it('keeps the exit code of what failed, and is silent where stderr is full, too', async () => {
    const wrong = await withOutputs('>/dev/full 2>&1', 'separate', '--steps', 'few', 'x.wav');
    assert.deepEqual([wrong.exitCode, wrong.stderr], [2, '']);
    const list = await withOutputs('>/dev/full 2>&1', 'models', 'list');
    assert.deepEqual([list.exitCode, list.stderr], [1, '']);
  });
});

describe('A command whose stderr is full', () => {
  it('does what it does, and its results are there', () =>
    withTemporaryFolder(async (folder) => {
      const args = generating(folder, '--json', '--log-level', 'trace');
      const { exitCode, stdout } = await withOutputs('2>/dev/full', ...args);
      assert.equal(exitCode, 0);
      assert.equal((JSON.parse(stdout) as { outputs: unknown[] }).outputs.length, 1);
      // its sentence is lost, its code is not
      const failed = await withOutputs('2>/dev/full', ...generating('/dev/null', '--json'));
      assert.equal(failed.exitCode, 1);
      assert.match(failed.stdout, /^\{"error":\{"code":"output-exists",.+\}\}\n$/);
    }));
});

describe('A command whose reader has heard enough', () => {
  it('ends in silence', async () => {
    const script = 'exec 3>&2; { "$@" 2>&3; echo "ended with $?" >&3; } | true';
    for (const args of [
      ['models', 'list'],
      ['separate', '--help'],
    ]) {
      const { stderr } = await runCli(args, { shellPrefix: `set -- sh -c '${script}' sh "$@"` });
      assert.equal(stderr, 'ended with 0\n');
    }
  });
});
