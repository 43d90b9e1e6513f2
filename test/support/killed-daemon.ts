/**
 * Kills a daemon at work with SIGKILL, at random moments, and checks what is left: the one test behind
 * test/daemon/kill-nine.test.ts and its long version.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Manifest } from '../../src/jobs/manifest-schema.js';
import { recoverJobs, type UnfinishedJob } from '../../src/jobs/recover-jobs.js';
import { createSfc32State, nextSfc32, seedSfc32 } from '../../src/signal/sfc32.js';
import { filesBelow } from './files-below.js';
import { wavFrames } from './wav-frames.js';
import { withTemporaryFolder } from './temporary-folder.js';
import { unexpected } from './unexpected.js';

const BUSY_DAEMON = fileURLToPath(new URL('./busy-daemon.js', import.meta.url));
/** the daemon's jobs take tens of milliseconds each: this covers several, with what is between them */
const LATEST_KILL_MS = 400;

/** What a killed daemon had said of which jobs. */
interface Said {
  readonly done: readonly string[];
  readonly started: readonly string[];
}

/** @returns how many of the killed daemons were in the middle of a job */
export async function killDaemons(count: number, seed: number): Promise<number> {
  const random = createSfc32State();
  seedSfc32(random, [seed, 0, 0, 0]);
  let caught = 0;
  for (let round = 0; round < count; round++) {
    const killAfterMs = ((nextSfc32(random) >>> 0) / 2 ** 32) * LATEST_KILL_MS;
    await withTemporaryFolder(async (folder) => {
      const said = await runAndKill(folder, killAfterMs);
      const journal = path.join(folder, 'state', 'jobs');
      const unfinished = await recoverJobs(journal, unexpected);
      await checkWhatIsLeft(folder, said, unfinished);
      assert.deepEqual(await filesBelow(journal), []);
      assert.deepEqual(await recoverJobs(journal, unexpected), []);
      caught += unfinished.length;
    });
  }
  return caught;
}

/** The moment is counted from the first job's first file: before, a model is loaded and there is nothing to spoil. */
async function runAndKill(folder: string, killAfterMs: number): Promise<Said> {
  const child = spawn(process.execPath, [BUSY_DAEMON, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  let timer: NodeJS.Timeout | undefined;
  child.stdout.setEncoding('utf8').on('data', (bytes: string) => {
    text += bytes;
    if (!text.includes('stem')) return;
    timer ??= setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  });
  await once(child, 'close');
  assert.equal(child.signalCode, 'SIGKILL', 'the daemon ended by itself');
  const lines = text.split('\n').map((line) => line.split(' '));
  const of = (type: string) => lines.flatMap(([said, id]) => (said === type ? [id!] : []));
  return { done: of('done'), started: of('queued') };
}

async function checkWhatIsLeft(
  folder: string,
  { done, started }: Said,
  unfinished: readonly UnfinishedJob[],
): Promise<void> {
  const out = path.join(folder, 'out');
  const files = await filesBelow(out);
  const temporary = files.filter((file) => path.basename(file).startsWith('.'));
  assert.deepEqual(temporary, []);
  for (const { jobId } of unfinished) {
    assert.ok(started.includes(jobId), `${jobId} is reported, but never started`);
    assert.ok(!done.includes(jobId), `${jobId} is reported, but was done`);
  }
  assert.ok(
    unfinished.length <= 1,
    `${unfinished.length} jobs are reported, but one runs at a time`,
  );
  for (const file of files.filter((name) => name.endsWith('.wav'))) {
    assert.ok(wavFrames(path.join(out, file)) > 0, file);
  }
  // jobs are numbered folders, in the order they were done; a result is whole or has no manifest
  const results = files.filter((file) => file.endsWith('stems.json'));
  assert.ok(results.length >= done.length, `${results.length} results of ${done.length} done jobs`);
  for (const result of results) {
    const manifest = JSON.parse(await readFile(path.join(out, result), 'utf8')) as Manifest;
    for (const stem of Object.values(manifest.stems)) {
      assert.equal(wavFrames(path.join(out, path.dirname(result), stem)), manifest.frames);
    }
  }
}
