/**
 * Whatever lies in a journal, a daemon starts: what cannot be read, or not be cleaned up, is told and stays.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, readdir, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { entryPath } from '../../src/jobs/job-journal.js';
import { recoverJobs } from '../../src/jobs/recover-jobs.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

/** of a process that ran, and does not any more */
const GONE = spawnSync(process.execPath, ['-e', '']).pid;

function entryText(jobId: string, outputFolder: string): string {
  return JSON.stringify({ jobId, task: 'separate', outputFolder, pid: GONE, startedMs: 0 });
}

/** What is found, and what is told. */
async function recover(journal: string): Promise<{ jobIds: string[]; told: string[] }> {
  const told: string[] = [];
  const unfinished = await recoverJobs(journal, (sentence) => told.push(sentence));
  return { jobIds: unfinished.map(({ jobId }) => jobId), told };
}

describe('A broken journal', () => {
  it('costs what cannot be read in it, and none of the other entries', () =>
    withTemporaryFolder(async (folder) => {
      const at = (name: string): string => entryPath(folder, name);
      const whole = path.join(folder, 'whole');
      await writeFile(at('whole'), entryText('whole', whole));
      await writeFile(at('bytes'), Buffer.from([0, 255, 192, 128]));
      await writeFile(at('cut'), entryText('cut', whole).slice(0, -5));
      await mkdir(at('folder'));
      await symlink('/nowhere/at/all', at('link'));
      await symlink(at('loop'), at('loop'));
      await writeFile(at('nested'), '['.repeat(100_000));
      // an entry says the name of its own file
      await writeFile(at('other'), entryText('../../elsewhere', whole));
      assert.equal(spawnSync('mkfifo', [at('pipe')]).status, 0);
      await writeFile(at('relative'), entryText('relative', '../../..'));
      const names = (await readdir(folder)).sort();
      const { jobIds, told } = await recover(folder);
      assert.deepEqual(jobIds, ['whole']);
      const broken = names.filter((name) => name !== 'whole.json');
      assert.equal(told.length, broken.length);
      for (const [index, name] of broken.entries()) {
        assert.ok(told[index]?.startsWith(`${path.join(folder, name)} stands for`), told[index]);
      }
      assert.deepEqual((await readdir(folder)).sort(), broken);
    }));

  it('keeps the entry of a job whose files cannot be cleaned up, for the next start', () =>
    withTemporaryFolder(async (folder) => {
      // a link that leads to itself; permissions would not keep root out
      const inTheWay = path.join(folder, 'out');
      await symlink(inTheWay, inTheWay);
      await writeFile(entryPath(folder, 'job-1'), entryText('job-1', inTheWay));
      await writeFile(entryPath(folder, 'job-2'), entryText('job-2', path.join(folder, 'none')));
      const { jobIds, told } = await recover(folder);
      assert.deepEqual(jobIds, ['job-2']);
      assert.equal(told.length, 1);
      assert.match(
        told[0]!,
        /^What the job job-1 left in .*out could not be cleaned up: .*lead back/,
      );
      assert.equal(await readlink(inTheWay), inTheWay);
      await rm(inTheWay);
      assert.deepEqual(await recover(folder), { jobIds: ['job-1'], told: [] });
      assert.deepEqual(await readdir(folder), []);
    }));

  it('may be no folder at all: then nothing is in it', () =>
    withTemporaryFolder(async (folder) => {
      const file = path.join(folder, 'jobs');
      await writeFile(file, '');
      assert.deepEqual(await recover(file), { jobIds: [], told: [] });
    }));
});
