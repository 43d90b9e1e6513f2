/**
 * The daemon as a whole: what starts and stops in which order, and what a stop leaves behind.
 */
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { startDaemon, type ControlSurface } from '../../src/daemon/daemon.js';
import { isEnd } from '../../src/jobs/job-event.js';
import { OperationalError } from '../../src/operational-error.js';
import { daemonSettings } from '../support/daemon-settings.js';
import { listenTo } from '../support/engine-under-test.js';
import { filesBelow } from '../support/files-below.js';
import { endlessGeneration, generation, ORIGIN } from '../support/job-commands.js';
import { createRecordedSetUp } from '../support/recorded-set-up.js';
import { recordedLog } from '../support/recorded-log.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

/** A surface that writes down what happens to it, and to jobs while it is open. */
function recordedSurface(name: string, story: string[]): ControlSurface {
  return {
    name,
    start: ({ engine }) => {
      story.push(`${name} starts`);
      const stop = engine.jobs.subscribe((event) => {
        if (isEnd(event)) story.push(`${name} hears ${event.kind}`);
      });
      return Promise.resolve({
        close: () => {
          stop();
          story.push(`${name} closes`);
          return Promise.resolve();
        },
      });
    },
  };
}

describe('The daemon', () => {
  it('cancels a running job when it stops, lets clients hear of it, and leaves no file', () =>
    withTemporaryFolder(async (folder) => {
      const settings = await daemonSettings(folder);
      const { log, lines } = recordedLog();
      const story: string[] = [];
      const surfaces = [recordedSurface('first', story), recordedSurface('second', story)];
      const daemon = await startDaemon({ settings, log, setUp: createRecordedSetUp(), surfaces });
      const { event } = listenTo(daemon.engine);
      const jobId = daemon.engine.jobs.submit(
        endlessGeneration(path.join(folder, 'out/a')),
        ORIGIN,
      );
      await event(({ kind }) => kind === 'stem');
      assert.equal(await daemon.close(), true);
      assert.deepEqual(story, [
        'first starts',
        'second starts',
        'first hears cancelled',
        'second hears cancelled',
        'first closes',
        'second closes',
      ]);
      assert.deepEqual(await filesBelow(folder), []);
      const jobStory = lines.filter(({ fields }) => 'jobId' in fields && fields.jobId === jobId);
      const [accepted, starts] = jobStory;
      assert.equal(accepted?.message, 'job accepted');
      const { command, ...who } = accepted.fields as { command: unknown };
      assert.deepEqual(command, endlessGeneration(path.join(folder, 'out/a')));
      assert.deepEqual(who, { jobId, ...ORIGIN });
      assert.equal(starts?.message, 'job starts');
      assert.equal(jobStory.at(-1)?.message, 'job cancelled');
    }));

  it('keeps what is done when it stops', () =>
    withTemporaryFolder(async (folder) => {
      const settings = await daemonSettings(folder);
      const daemon = await startDaemon({
        settings,
        log: recordedLog().log,
        setUp: createRecordedSetUp(),
        surfaces: [],
      });
      const { end } = listenTo(daemon.engine);
      await end(daemon.engine.jobs.submit(generation(path.join(folder, 'out/a')), ORIGIN));
      assert.equal(await daemon.close(), true);
      const stems = ['bass', 'drums', 'guitar', 'piano'].map((stem) => `${stem}.wav`);
      assert.deepEqual(await filesBelow(path.join(folder, 'out/a')), [...stems, 'stems.json']);
    }));

  it('does not wait for a surface that does not close', () =>
    withTemporaryFolder(async (folder) => {
      const settings = await daemonSettings(folder);
      const stuck: ControlSurface = {
        name: 'stuck',
        start: () => Promise.resolve({ close: () => new Promise(() => undefined) }),
      };
      const daemon = await startDaemon({
        settings,
        log: recordedLog().log,
        setUp: createRecordedSetUp(),
        surfaces: [stuck],
      });
      assert.equal(await daemon.close(), false);
    }));

  it('closes what has started when a surface cannot start, and passes the reason on', () =>
    withTemporaryFolder(async (folder) => {
      const settings = await daemonSettings(folder);
      const story: string[] = [];
      const unlucky: ControlSurface = {
        name: 'unlucky',
        start: () => Promise.reject(new OperationalError('port-taken', 'Port 9130 is taken.')),
      };
      const surfaces = [recordedSurface('first', story), unlucky];
      const starting = startDaemon({
        settings,
        log: recordedLog().log,
        setUp: createRecordedSetUp(),
        surfaces,
      });
      await assert.rejects(starting, { code: 'port-taken' });
      assert.deepEqual(story, ['first starts', 'first closes']);
    }));

  it('says which jobs an earlier daemon did not finish', () =>
    withTemporaryFolder(async (folder) => {
      const settings = await daemonSettings(folder);
      const journal = path.join(settings.stateFolder, 'jobs');
      await mkdir(journal, { recursive: true });
      // as an earlier process of the same id would have left it
      const entry = { jobId: 'job-1', task: 'generate', outputFolder: path.join(folder, 'out/a') };
      const whole = { ...entry, pid: process.pid, startedMs: 0 };
      await writeFile(path.join(journal, 'job-1.json'), JSON.stringify(whole));
      const asked = { inputs: ['/music/song.wav'], client: 'osc', requestId: 7 };
      const waiting = { ...whole, ...asked, jobId: 'job-2', startedMs: 1, state: 'waiting' };
      await writeFile(path.join(journal, 'job-2.json'), JSON.stringify(waiting));
      const { log, lines } = recordedLog();
      const daemon = await startDaemon({
        settings,
        log,
        setUp: createRecordedSetUp(),
        surfaces: [],
      });
      await daemon.close();
      assert.deepEqual(
        daemon.unfinished.map(({ jobId }) => jobId),
        ['job-1', 'job-2'],
      );
      const [warning, second] = lines.filter(({ level }) => level === 'warn');
      const { task, outputFolder } = entry;
      assert.deepEqual(second?.fields, { jobId: 'job-2', task, outputFolder, ...asked });
      assert.match(second.message, /waited and was not begun/);
      assert.deepEqual(warning?.fields, {
        jobId: 'job-1',
        outputFolder: entry.outputFolder,
        removed: [],
        incomplete: [],
      });
    }));
});
