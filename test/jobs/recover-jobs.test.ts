/**
 * What the next start does about jobs that were killed, case by case; test/daemon/kill-nine.test.ts kills for real.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, readFile, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { entryPath, JobJournal } from '../../src/jobs/job-journal.js';
import type { JournalEntry } from '../../src/jobs/journal-schema.js';
import { recoverJobs, type UnfinishedJob } from '../../src/jobs/recover-jobs.js';
import { OperationalError } from '../../src/operational-error.js';
import { withEngine } from '../support/engine-under-test.js';
import { filesBelow } from '../support/files-below.js';
import { endlessGeneration, generation, ORIGIN, separation } from '../support/job-commands.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';
import { unexpected } from '../support/unexpected.js';

/** of a process that ran, and does not any more */
const GONE = spawnSync(process.execPath, ['-e', '']).pid;
const ALIVE = process.ppid;

interface Scene {
  readonly journal: string;
  readonly out: string;
  /** Writes the entry of a job that a process of that id ran. */
  readonly entry: (jobId: string, pid: number) => Promise<JournalEntry>;
  /** Writes a file into the output folder. */
  readonly put: (name: string) => Promise<void>;
}

function withScene(use: (scene: Scene) => Promise<void>): Promise<void> {
  return withTemporaryFolder(async (folder) => {
    const journal = path.join(folder, 'journal');
    const out = path.join(folder, 'out');
    await mkdir(journal);
    await mkdir(out);
    await use({
      journal,
      out,
      entry: async (jobId, pid) => {
        const startedMs = Date.now();
        const entry = { jobId, task: 'generate', outputFolder: out, pid, startedMs } as const;
        await writeFile(entryPath(journal, jobId), JSON.stringify(entry));
        return entry;
      },
      put: (name) => writeFile(path.join(out, name), name),
    });
  });
}

function partial(stem: string, pid: number): string {
  return `.${stem}.wav.${pid}-0123456789ab.partial`;
}

/** Of a journal that can be read as a whole. */
function recovered(journal: string): Promise<readonly UnfinishedJob[]> {
  return recoverJobs(journal, unexpected);
}

describe('The journal', () => {
  it('has a whole entry while a job runs, and none after', () =>
    withTemporaryFolder(async (folder) => {
      const journal = new JobJournal(folder, assert.ifError);
      await journal.begin('job-1', generation('/music/out'));
      assert.deepEqual(await filesBelow(folder), ['job-1.json']);
      const text = await readFile(entryPath(folder, 'job-1'), 'utf8');
      const { startedMs, ...entry } = JSON.parse(text) as JournalEntry;
      assert.ok(startedMs <= Date.now());
      const expected = { jobId: 'job-1', task: 'generate', outputFolder: '/music/out' };
      assert.deepEqual(entry, { ...expected, pid: process.pid });
      await journal.end('job-1');
      assert.deepEqual(await filesBelow(folder), []);
    }));
});

describe('The journal of an engine', () => {
  it('has the jobs that wait, with what was asked for, until they begin or are cancelled', () =>
    withEngine({}, async ({ engine, folder, end }) => {
      const journal = path.join(folder, 'journal');
      const command = (name: string) => endlessGeneration(path.join(folder, name));
      const song = separation('/music/song.wav', path.join(folder, 'd'));
      const [running, second, third, fourth] = [
        ...['a', 'b', 'c'].map((name) => engine.jobs.submit(command(name), ORIGIN)),
        engine.jobs.submit(song, { client: 'osc udp 127.0.0.1:1', requestId: 'take 4' }),
      ] as [string, string, string, string];
      const entries = async () => {
        const names = (await filesBelow(journal)).filter((name) => name.endsWith('.json'));
        return names.map((name) => path.parse(name).name).sort();
      };
      const until = async (wanted: readonly string[]) => {
        while ((await entries()).join() !== [...wanted].sort().join()) {
          await new Promise(setImmediate);
        }
      };
      await until([running, second, third, fourth]);
      const text = await readFile(entryPath(journal, fourth), 'utf8');
      const { startedMs, ...entry } = JSON.parse(text) as JournalEntry;
      assert.ok(startedMs <= Date.now());
      assert.deepEqual(entry, {
        jobId: fourth,
        task: 'separate',
        outputFolder: path.join(folder, 'd'),
        pid: process.pid,
        state: 'waiting',
        inputs: ['/music/song.wav'],
        client: 'osc udp 127.0.0.1:1',
        requestId: 'take 4',
      });
      engine.jobs.cancel(third);
      await until([running, second, fourth]);
      engine.jobs.cancel(running);
      await end(running);
      await until([second, fourth]);
      // what begins is in it as a running one
      const isRunning = async () =>
        !(await readFile(entryPath(journal, second), 'utf8')).includes('waiting');
      while (!(await isRunning())) await new Promise(setImmediate);
      await engine.close();
      assert.deepEqual(await entries(), []);
    }));

  it('has nothing left of a job that cannot begin', () =>
    withEngine(
      { startModel: () => Promise.reject(new OperationalError('inference-failed', 'No.')) },
      async ({ engine, folder, end }) => {
        const jobs = ['a', 'b'].map((name) =>
          engine.jobs.submit(generation(path.join(folder, name)), ORIGIN),
        );
        for (const job of jobs) assert.equal((await end(job)).kind, 'error');
        assert.deepEqual(await filesBelow(path.join(folder, 'journal')), []);
      },
    ));
});

describe('Recovering jobs', () => {
  it('tells of one that waited, and leaves what was captured for it', () =>
    withScene(async ({ journal, out, entry, put }) => {
      const written = await entry('job-1', GONE);
      const waiting = { ...written, state: 'waiting', inputs: [path.join(out, 'capture.wav')] };
      await writeFile(entryPath(journal, 'job-1'), JSON.stringify(waiting));
      await put('capture.wav');
      assert.deepEqual(await recovered(journal), [{ ...waiting, removed: [], incomplete: [] }]);
      assert.deepEqual(await filesBelow(out), ['capture.wav']);
      assert.deepEqual(await recovered(journal), []);
    }));

  it('removes what a killed job left half done, and keeps the result that was there before', () =>
    withScene(async ({ journal, out, entry, put }) => {
      const unfinished = await entry('job-1', GONE);
      await put(partial('bass', GONE));
      await put('bass.wav');
      await put('stems.json');
      await utimes(path.join(out, 'stems.json'), 0, 0);
      const removed = [partial('bass', GONE)];
      assert.deepEqual(await recovered(journal), [{ ...unfinished, removed, incomplete: [] }]);
      assert.deepEqual(await filesBelow(out), ['bass.wav', 'stems.json']);
      assert.deepEqual(await recovered(journal), []);
    }));

  it('keeps stems that had their names, and says that they lack the others', () =>
    withScene(async ({ journal, out, entry, put }) => {
      await entry('job-1', GONE);
      await put('bass.wav');
      await put(partial('drums', GONE));
      const [job] = await recovered(journal);
      assert.deepEqual(job?.incomplete, ['bass.wav']);
      assert.deepEqual(await filesBelow(out), ['bass.wav']);
    }));

  it('reports a job that had not written anything yet, and leaves no empty folder', () =>
    withScene(async ({ journal, out, entry }) => {
      const unfinished = await entry('job-1', GONE);
      const found = await recovered(journal);
      assert.deepEqual(found, [{ ...unfinished, removed: [], incomplete: [] }]);
      assert.deepEqual(await filesBelow(path.dirname(out)), []);
    }));

  it('says nothing of a job that was through but for its entry', () =>
    withScene(async ({ journal, entry, put }) => {
      await entry('job-1', GONE);
      await put('bass.wav');
      await put('stems.json');
      assert.deepEqual(await recovered(journal), []);
      assert.deepEqual(await filesBelow(journal), []);
    }));

  it('cleans up after an earlier process that had the same id, as in a container', () =>
    withScene(async ({ journal, out, entry, put }) => {
      await entry('job-1', process.pid);
      await put(partial('bass', process.pid));
      const [job] = await recovered(journal);
      assert.deepEqual(job?.removed, [partial('bass', process.pid)]);
      assert.deepEqual(await filesBelow(out), []);
    }));

  it('leaves alone the jobs of a process that runs', () =>
    withScene(async ({ journal, out, entry, put }) => {
      await entry('job-1', ALIVE);
      await put(partial('bass', ALIVE));
      assert.deepEqual(await recovered(journal), []);
      assert.deepEqual(await filesBelow(out), [partial('bass', ALIVE)]);
      assert.deepEqual(await filesBelow(journal), ['job-1.json']);
    }));

  it('leaves what it cannot read, says so of each, and goes on with the others', () =>
    withScene(async ({ journal, entry }) => {
      const { outputFolder } = await entry('job-1', GONE);
      await writeFile(path.join(journal, 'half.json'), '{"jobId": "ha');
      const later = { kind: 'separate', outputFolder, pid: GONE, startedMs: 0 };
      await writeFile(entryPath(journal, 'later'), JSON.stringify({ jobId: 'later', ...later }));
      // an entry says the name of its own file
      const elsewhere = { ...later, jobId: '../../elsewhere', task: 'separate' };
      await writeFile(entryPath(journal, 'other'), JSON.stringify(elsewhere));
      await mkdir(path.join(journal, 'place.json'));
      const told: string[] = [];
      const unfinished = await recoverJobs(journal, (sentence) => told.push(sentence));
      assert.deepEqual(
        unfinished.map(({ jobId }) => jobId),
        ['job-1'],
      );
      const names = ['half', 'later', 'other', 'place'];
      for (const [index, name] of names.entries()) {
        const sentence = told[index] ?? '';
        assert.ok(sentence.startsWith(entryPath(journal, name)), sentence);
        assert.match(sentence, /cannot be read: .* another release.* Start that release once/);
      }
      assert.equal(told.length, names.length);
      assert.deepEqual(await filesBelow(journal), ['half.json', 'later.json', 'other.json']);
    }));

  it('finds nothing where there has never been a daemon', () =>
    withTemporaryFolder(async (folder) => {
      assert.deepEqual(await recovered(path.join(folder, 'none')), []);
    }));
});
