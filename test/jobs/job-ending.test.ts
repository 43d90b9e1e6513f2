/**
 * How jobs end before they are done, with the real model, worker and files: cancelled, crashed, closed.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import { Worker } from 'node:worker_threads';

import { describe, it } from 'mocha';

import { isEnd } from '../../src/jobs/job-event.js';
import { attachInference, startInference } from '../../src/model/inference-handle.js';
import { placesOf, withEngine } from '../support/engine-under-test.js';
import type { Failure } from '../support/failing-worker.js';
import { filesBelow } from '../support/files-below.js';
import { endlessGeneration, generation, ORIGIN } from '../support/job-commands.js';

const STEMS = ['bass', 'drums', 'guitar', 'piano'];

describe('A job that does not get to its end', () => {
  it('ends a waiting job at once when it is cancelled, and moves up the others', () =>
    withEngine({}, async ({ engine, folder, events, end }) => {
      const [running, second, third] = ['a', 'b', 'c'].map((name) =>
        engine.jobs.submit(endlessGeneration(path.join(folder, name)), ORIGIN),
      ) as [string, string, string];
      await Promise.resolve();
      engine.jobs.cancel(second);
      assert.deepEqual(events.at(-2), { kind: 'cancelled', jobId: second, origin: ORIGIN });
      assert.deepEqual(events.at(-1), { kind: 'queued', place: 1, jobId: third, origin: ORIGIN });
      assert.throws(() => {
        engine.jobs.cancel(second);
      }, /There is no job .* or it has ended/);
      engine.jobs.cancel(third);
      engine.jobs.cancel(running);
      assert.equal((await end(running)).kind, 'cancelled');
      assert.deepEqual(placesOf(events, second), [1]);
    }));

  it('stops a running job without another word, leaves no file of it, and runs the next', () =>
    withEngine({}, async ({ engine, folder, events, event, end }) => {
      const out = path.join(folder, 'out');
      const running = engine.jobs.submit(endlessGeneration(path.join(out, 'a')), ORIGIN);
      await event(({ kind }) => kind === 'stem');
      assert.equal((await filesBelow(out)).length, STEMS.length);
      await event((next) => next.kind === 'progress' && next.stage === 'sampling');
      assert.equal(engine.status().state, 'running');
      engine.jobs.cancel(running);
      const before = events.length;
      assert.equal((await end(running)).kind, 'cancelled');
      assert.deepEqual(
        events.slice(before).map(({ kind }) => kind),
        ['cancelled'],
      );
      assert.deepEqual(await filesBelow(out), []);
      assert.deepEqual(await filesBelow(path.join(folder, 'journal')), []);
      const next = engine.jobs.submit(generation(path.join(out, 'b')), ORIGIN);
      assert.equal((await end(next)).kind, 'done');
    }));

  it('ends a cancelled job and removes its files even while the worker does not answer', () =>
    withEngine(
      {
        startModel: (model) => {
          const url = new URL('../support/failing-worker.js', import.meta.url);
          const failure: Failure = 'never answers';
          return attachInference(new Worker(url, { workerData: failure }), model);
        },
      },
      async ({ engine, folder, event, end }) => {
        const out = path.join(folder, 'out');
        const job = engine.jobs.submit(generation(path.join(out, 'a')), ORIGIN);
        await event(({ kind }) => kind === 'stem');
        engine.jobs.cancel(job);
        assert.equal((await end(job)).kind, 'cancelled');
        assert.deepEqual(await filesBelow(folder), []);
        // the worker is still at it: the next job waits for it, and can be cancelled, too
        const next = engine.jobs.submit(generation(path.join(out, 'b')), ORIGIN);
        await event(({ kind, jobId }) => kind === 'queued' && jobId === next);
        await new Promise(setImmediate);
        assert.equal(engine.status().state, 'running');
        engine.jobs.cancel(next);
        assert.equal((await end(next)).kind, 'cancelled');
      },
    ));

  it('gives up a job that is cancelled while its model loads, and keeps the model', () =>
    withEngine({}, async ({ engine, folder, event, end }) => {
      const job = engine.jobs.submit(generation(path.join(folder, 'a')), ORIGIN);
      await event((next) => next.kind === 'progress' && next.stage === 'loading');
      assert.equal(engine.status().state, 'loading');
      engine.jobs.cancel(job);
      assert.equal((await end(job)).kind, 'cancelled');
      const next = engine.jobs.submit(generation(path.join(folder, 'b')), ORIGIN);
      assert.equal((await end(next)).kind, 'done');
    }));

  it('ends the running job when the worker crashes, and runs the next on a new one', () => {
    let starts = 0;
    return withEngine(
      {
        startModel: (model) => {
          if (++starts > 1) return startInference({ model, provider: 'cpu', threads: 1 });
          const url = new URL('../support/failing-worker.js', import.meta.url);
          const failure: Failure = 'exits on sample';
          return attachInference(new Worker(url, { workerData: failure }), model);
        },
      },
      async ({ engine, folder, end }) => {
        const [first, second, third] = ['a', 'b', 'c'].map((name) =>
          engine.jobs.submit(generation(path.join(folder, 'out', name)), ORIGIN),
        ) as [string, string, string];
        const last = await end(first);
        assert.ok(last.kind === 'error');
        assert.equal(last.code, 'inference-failed');
        assert.equal((await end(second)).kind, 'done');
        assert.equal((await end(third)).kind, 'done');
        assert.equal(starts, 2);
        const files = await filesBelow(path.join(folder, 'out'));
        assert.deepEqual(new Set(files.map((file) => path.dirname(file))), new Set(['b', 'c']));
      },
    );
  });

  it('cancels what runs and waits when it is closed, takes no more, and leaves no file', () =>
    withEngine({}, async ({ engine, folder, events, event }) => {
      const out = path.join(folder, 'out');
      const jobs = ['a', 'b'].map((name) =>
        engine.jobs.submit(endlessGeneration(path.join(out, name)), ORIGIN),
      );
      await event(({ kind }) => kind === 'stem');
      const closing = engine.close();
      assert.throws(() => engine.jobs.submit(generation(out), ORIGIN), { code: 'shutting-down' });
      await assert.rejects(engine.models.load('gaussian'), { code: 'shutting-down' });
      assert.equal(engine.status().state, 'closing');
      await closing;
      assert.deepEqual(
        events.filter(isEnd).map(({ jobId, kind }) => [jobs.indexOf(jobId), kind]),
        [
          [1, 'cancelled'],
          [0, 'cancelled'],
        ],
      );
      assert.deepEqual(await filesBelow(folder), []);
    }));
});
