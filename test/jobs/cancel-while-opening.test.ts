/**
 * A job whose input takes long to be opened is cancelled like any other.
 */
import assert from 'node:assert/strict';
import { copyFile, readdir, truncate } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { audioFixture } from '../support/audio-files.js';
import { withEngine } from '../support/engine-under-test.js';
import { ORIGIN, separation } from '../support/job-commands.js';

/** Of zeros, which are no audio: some tenths of a second pass until that is enough of them. */
const SPARSE_BYTES = 2 ** 40;

describe('A job that opens its input', () => {
  it('ends when it is cancelled, and the next one runs', () =>
    withEngine({}, async ({ engine, folder, event, end }) => {
      const recording = audioFixture('cbr-stereo.mp3');
      const sparse = path.join(folder, 'sparse.mp3');
      await copyFile(recording, sparse);
      await truncate(sparse, SPARSE_BYTES);
      const [first, next] = ['first', 'next'].map((name) => path.join(folder, name));
      const opening = engine.jobs.submit(separation(sparse, first!), ORIGIN);
      const waiting = engine.jobs.submit(separation(recording, next!), ORIGIN);
      await event(({ jobId, kind }) => jobId === opening && kind === 'progress');
      engine.jobs.cancel(opening);
      assert.equal((await end(opening)).kind, 'cancelled');
      assert.equal((await end(waiting)).kind, 'done');
      assert.ok(!(await readdir(folder)).includes('first'));
    }));
});
