/** What the next start does about live recordings that were broken off; test/daemon/kill-nine-live.test.ts kills for real. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { createStemFolder } from '../../src/audio/stem-folder.js';
import { entryPath, JobJournal } from '../../src/jobs/job-journal.js';
import { LIVE_TASK } from '../../src/jobs/journal-schema.js';
import { recoverJobs } from '../../src/jobs/recover-jobs.js';
import { recoverRecordings } from '../../src/jobs/recover-recordings.js';
import { filesBelow } from '../support/files-below.js';
import { noiseStems } from '../support/stem-noise.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

const STEMS = ['bass', 'drums'];
const FRAMES = 1000;

interface Scene {
  readonly journal: string;
  readonly take: string;
}

/** Runs `use` with a recording that an earlier process of this id has left, and its entry. */
function withBrokenOff(use: (scene: Scene) => Promise<void>, frames = FRAMES): Promise<void> {
  return withTemporaryFolder(async (folder) => {
    const [journal, take] = ['journal', 'take'].map((name) => path.join(folder, name));
    await new JobJournal(journal!).begin('live-1', { kind: LIVE_TASK, outputFolder: take! });
    const layout = { rateHz: 8000, channels: 1, encoding: 'float32' } as const;
    const sink = await createStemFolder({ folder: take!, stems: STEMS, ...layout });
    if (frames > 0) await sink.write(noiseStems({ channels: 1, stems: STEMS.length, frames }));
    await sink.release();
    await use({ journal: journal!, take: take! });
  });
}

describe('Recovering recordings', () => {
  it('makes whole files of what is there, and says which', () =>
    withBrokenOff(async ({ journal, take }) => {
      // to a job's recovery they are none of its temporary files
      assert.deepEqual(
        await recoverJobs(journal, (sentence) => {
          assert.fail(sentence);
        }),
        [],
      );
      const kept = STEMS.map((stem) => path.join(take, `${stem}.wav`));
      const found = [{ folder: take, kept, problem: undefined }];
      assert.deepEqual(await recoverRecordings(journal), found);
      assert.deepEqual(await filesBelow(take), ['bass.wav', 'drums.wav']);
      assert.deepEqual(await recoverRecordings(journal), []);
      assert.deepEqual(await filesBelow(journal), []);
    }));

  it('names what it cannot make whole, and tries again at the next start', () =>
    withBrokenOff(async ({ journal, take }) => {
      await writeFile(path.join(take, 'bass.wav'), 'mine');
      for (const kept of [[path.join(take, 'drums.wav')], []]) {
        const [found] = await recoverRecordings(journal);
        assert.deepEqual(found?.kept, kept);
        assert.match(found.problem!, /still in .*\.bass\.wav\.\d+-[0-9a-f]+\.partial \(/);
      }
      assert.deepEqual(await filesBelow(journal), ['live-1.json']);
    }));

  it('says nothing of one that had recorded nothing, and leaves nothing of it', () =>
    withBrokenOff(async ({ journal, take }) => {
      assert.deepEqual(await recoverRecordings(journal), []);
      assert.deepEqual(await filesBelow(path.dirname(take)), []);
    }, 0));

  it('leaves alone what another process may be recording', () =>
    withBrokenOff(async ({ journal, take }) => {
      const entry = { jobId: 'live-1', task: LIVE_TASK, outputFolder: take, startedMs: 0 };
      const text = JSON.stringify({ ...entry, pid: process.ppid });
      await writeFile(entryPath(journal, 'live-1'), text);
      assert.deepEqual(await recoverRecordings(journal), []);
      assert.deepEqual(await filesBelow(journal), ['live-1.json']);
    }));
});
