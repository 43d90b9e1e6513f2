/**
 * The job engine with the real model, worker and files: order, places, limits, listeners, models.
 */
import assert from 'node:assert/strict';
import path from 'node:path';

import { describe, it } from 'mocha';

import type { StemFile } from '../../src/jobs/job-command.js';
import { isEnd, type JobEvent } from '../../src/jobs/job-event.js';
import { jobLog } from '../../src/jobs/job-log.js';
import { placesOf, withEngine } from '../support/engine-under-test.js';
import { filesBelow } from '../support/files-below.js';
import { MODELS_FOLDER } from '../support/gaussian-model.js';
import { endlessGeneration, generation, ORIGIN, separation } from '../support/job-commands.js';
import { recordedLog } from '../support/recorded-log.js';
import { repositoryPath } from '../support/repository.js';
import { beating } from '../support/synthetic-source.js';
import { wavFrames } from '../support/wav-frames.js';
import { writeWav16 } from '../support/wav-file.js';

const STEMS = ['bass', 'drums', 'guitar', 'piano'];
/** low, so that restoring and writing take little */
const RATE_HZ = 8000;

async function writeRecording(file: string, seconds: number): Promise<number> {
  const frames = Math.round(seconds * RATE_HZ);
  const sample = beating(RATE_HZ);
  await writeWav16(file, RATE_HZ, [Float32Array.from({ length: frames }, (_, t) => sample(0, t))]);
  return frames;
}

describe('The job engine', () => {
  it('runs jobs one at a time in the order they came, and tells those that wait their place', () =>
    withEngine({}, async ({ engine, folder, events, end }) => {
      const jobs = ['a', 'b', 'c'].map((name) =>
        engine.jobs.submit(generation(path.join(folder, name)), ORIGIN),
      );
      assert.equal(events.length, 0, 'an event came before its job’s id');
      assert.equal(engine.status().queued, 3);
      for (const job of jobs) assert.equal((await end(job)).kind, 'done');
      assert.deepEqual(
        jobs.map((job) => placesOf(events, job)),
        [[0], [1, 0], [2, 1, 0]],
      );
      assert.deepEqual(
        events.filter(isEnd).map(({ jobId }) => jobId),
        jobs,
      );
      // nobody's event lies between another job's start and end, but for being told a place
      const working = events.filter(({ kind }) => kind !== 'queued').map(({ jobId }) => jobId);
      const sorted = [...working].sort((x, y) => jobs.indexOf(x) - jobs.indexOf(y));
      assert.deepEqual(working, sorted);
      assert.equal(engine.status().state, 'idle');
      assert.ok(engine.status().realTimeFactor! > 0);
    }));

  it('moves a job that waits, and tells those whose place that changes; the running one stays', () =>
    withEngine({}, async ({ engine, folder, events, event, end }) => {
      const [running, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => {
        const out = path.join(folder, name);
        const command = name === 'a' ? endlessGeneration(out) : generation(out);
        return engine.jobs.submit(command, { client: name, requestId: 1 });
      }) as [string, string, string, string];
      await event(({ jobId, kind }) => jobId === running && kind === 'progress');
      engine.jobs.move(d, 1);
      engine.jobs.move(b, 99);
      const listed = engine.jobs.list();
      assert.deepEqual(
        listed.map(({ jobId, state, place, kind: task, origin }) => [
          jobId,
          state,
          place,
          task,
          origin.client,
        ]),
        [
          [running, 'running', 0, 'generate', 'a'],
          [d, 'waiting', 1, 'generate', 'd'],
          [c, 'waiting', 2, 'generate', 'c'],
          [b, 'waiting', 3, 'generate', 'b'],
        ],
      );
      assert.throws(
        () => {
          engine.jobs.move(running, 2);
        },
        {
          name: 'OperationalError',
          code: 'bad-argument',
          message: /runs already/,
        },
      );
      assert.throws(
        () => {
          engine.jobs.move('job-none', 2);
        },
        { code: 'job-unknown' },
      );
      engine.jobs.cancel(running);
      for (const job of [b, c, d]) assert.equal((await end(job)).kind, 'done');
      assert.deepEqual(
        [b, c, d].map((job) => placesOf(events, job)),
        [
          [1, 2, 3, 2, 1, 0],
          [2, 3, 2, 1, 0],
          [3, 1, 0],
        ],
      );
      assert.deepEqual(
        events.filter(isEnd).map(({ jobId }) => jobId),
        [running, d, c, b],
      );
      assert.deepEqual(engine.jobs.list(), []);
    }));

  it('tells very many jobs their places bit by bit, of several changes the last, and logs none again', () =>
    withEngine({ queueLimit: 1000 }, async ({ engine, folder, events, event }) => {
      const { log, lines } = recordedLog();
      engine.jobs.subscribe(jobLog(log));
      const endless = endlessGeneration(path.join(folder, 'a'));
      const [running, ...waiting] = Array.from({ length: 1000 }, () =>
        engine.jobs.submit(endless, ORIGIN),
      ) as [string, ...string[]];
      const told = new Map<string, number>();
      engine.jobs.subscribe((next) => {
        if (next.kind === 'queued') told.set(next.jobId, next.place);
      });
      const allTold = async () => {
        while (!engine.jobs.list().every(({ jobId, place }) => told.get(jobId) === place)) {
          await new Promise(setImmediate);
        }
      };
      await event(({ jobId, kind }) => jobId === running && kind === 'progress');
      await allTold();
      const before = events.length;
      for (const job of waiting.slice(0, 20)) engine.jobs.cancel(job);
      const atOnce = events.slice(before).filter(({ kind }) => kind === 'queued').length;
      // the first 32 hear of each of the 20 changes
      assert.ok(atOnce <= 20 * 32, String(atOnce));
      await allTold();
      const inAll = events.slice(before).filter(({ kind }) => kind === 'queued').length;
      // and those behind them of the last
      assert.ok(inAll <= atOnce + 979, String(inAll));
      const waits = lines.filter(({ message }) => message === 'job waits');
      assert.equal(waits.length, 999);
    }));

  it('tells a job’s story: its growing files, its chunks, its files, its end', () =>
    withEngine({}, async ({ engine, folder, events, end }) => {
      const input = path.join(folder, 'song.wav');
      const frames = await writeRecording(input, 1);
      const out = path.join(folder, 'out', 'song');
      const last = await end(engine.jobs.submit(separation(input, out), ORIGIN));
      assert.ok(last.kind === 'done');
      assert.equal(last.manifest.frames, frames);
      assert.deepEqual(last.origin, ORIGIN);

      const kinds = events.map((event) =>
        event.kind === 'stem' ? `stem ${event.finished ? 'finished' : 'growing'}` : event.kind,
      );
      const story = kinds.filter((kind, i) => kind !== 'progress' && kind !== kinds[i - 1]);
      assert.deepEqual(
        [...new Set(story)],
        ['queued', 'stem growing', 'chunk', 'stem finished', 'done'],
      );
      const stages = events.flatMap((event) => (event.kind === 'progress' ? [event.stage] : []));
      assert.deepEqual([...new Set(stages)], ['loading', 'sampling', 'writing']);
      const finished = events.flatMap((event) =>
        event.kind === 'stem' && event.finished ? [event.path] : [],
      );
      assert.deepEqual(
        finished,
        STEMS.map((stem) => path.join(out, `${stem}.wav`)),
      );
      assert.deepEqual(await filesBelow(path.join(folder, 'journal')), []);
    }));

  it('has every chunk it tells of, one after the other, on disk in files that are valid at that moment', () =>
    withEngine({}, async ({ engine, folder, log, end }) => {
      const input = path.join(folder, 'song.wav');
      const frames = await writeRecording(input, 7);
      const paths = new Map<string, string>();
      let chunks = 0;
      let next = 0;
      engine.jobs.subscribe((event) => {
        if (event.kind === 'stem') paths.set(event.stem, event.path);
        if (event.kind !== 'chunk') return;
        chunks++;
        assert.equal(event.startFrame, next);
        next += event.frameCount;
        assert.deepEqual([...paths.keys()], STEMS);
        for (const file of paths.values()) {
          assert.ok(wavFrames(file) >= next, file);
        }
      });
      assert.equal((await end(engine.jobs.submit(separation(input, folder), ORIGIN))).kind, 'done');
      // what fails in a listener is logged by the engine
      assert.deepEqual(
        log.filter(({ level }) => level === 'error'),
        [],
      );
      assert.equal(next, frames);
      // a window of the model is 65536 frames at 22.05 kHz, a quarter of it overlap: 7 s take three
      assert.ok(chunks >= 3, `${chunks} chunks`);
    }));

  it('refuses what is beyond the limit of its queue, and says the limit', () =>
    withEngine({ queueLimit: 1 }, async ({ engine, folder, end }) => {
      const running = engine.jobs.submit(endlessGeneration(path.join(folder, 'a')), ORIGIN);
      const waiting = engine.jobs.submit(generation(path.join(folder, 'b')), ORIGIN);
      assert.throws(() => engine.jobs.submit(generation(path.join(folder, 'c')), ORIGIN), {
        name: 'OperationalError',
        code: 'queue-full',
        message: /1 jobs are waiting, and the limit is 1/,
      });
      engine.jobs.cancel(running);
      assert.equal((await end(waiting)).kind, 'done');
    }));

  it('refuses at once what its model cannot do', () =>
    withEngine({}, async ({ engine, folder, events }) => {
      const refused = (change: object, code: string) => {
        const command = { ...generation(folder), ...change };
        assert.throws(() => engine.jobs.submit(command, ORIGIN), {
          name: 'OperationalError',
          code,
        });
      };
      refused({ seconds: NaN }, 'bad-argument');
      refused({ kind: 'separate', input: 'x.wav', stems: ['kazoo'] }, 'bad-argument');
      refused({ kind: 'separate', input: 'x.wav', stems: [] }, 'bad-argument');
      const imputed = (files: readonly StemFile[]) =>
        ({ kind: 'impute', known: { kind: 'files', files }, generate: ['bass'] }) as const;
      refused(imputed([]), 'bad-argument');
      refused(imputed([{ stem: 'bass', path: 'bass.wav' }]), 'bad-argument');
      await Promise.resolve();
      assert.deepEqual(events, []);
    }));

  it('ends a job whose input is missing in an error with its code', () =>
    withEngine({}, async ({ engine, folder, end }) => {
      const command = separation(path.join(folder, 'none.wav'), path.join(folder, 'out'));
      const last = await end(engine.jobs.submit(command, ORIGIN));
      assert.ok(last.kind === 'error');
      assert.equal(last.code, 'input-missing');
      assert.match(last.message, /none\.wav/);
    }));

  it('is not impressed by listeners that throw or reject: they are logged, the others hear all', () =>
    withEngine({}, async ({ engine, folder, log, events, end }) => {
      engine.jobs.subscribe(() => {
        throw new Error('no paper');
      });
      engine.jobs.subscribe((): unknown => Promise.reject(new Error('no ink')));
      const heard: JobEvent[] = [];
      const unsubscribe = engine.jobs.subscribe((event) => heard.push(event));
      const job = engine.jobs.submit(generation(path.join(folder, 'a')), ORIGIN);
      assert.equal((await end(job)).kind, 'done');
      assert.deepEqual(heard, events);
      // a rejection is noticed a moment after the event
      await new Promise(setImmediate);
      const failures = log.filter(({ level }) => level === 'error');
      assert.equal(failures.length, 2 * events.length);
      unsubscribe();
      await end(engine.jobs.submit(generation(path.join(folder, 'b')), ORIGIN));
      assert.ok(events.length > heard.length);
    }));

  it('tells everybody the same order, and one end, when a listener cancels in the middle', () =>
    withEngine({}, async ({ engine, folder, events, end }) => {
      const first: JobEvent[] = [];
      const jobs: string[] = [];
      engine.jobs.subscribe((event) => {
        if (event.kind === 'queued' && event.place === 2) {
          engine.jobs.cancel(jobs[1]!);
          engine.jobs.cancel(jobs[0]!);
        }
      });
      engine.jobs.subscribe((event) => first.push(event));
      for (const name of ['a', 'b', 'c']) {
        jobs.push(engine.jobs.submit(generation(path.join(folder, name)), ORIGIN));
      }
      assert.equal((await end(jobs[2]!)).kind, 'done');
      assert.deepEqual(first, events);
      assert.deepEqual(
        events.filter(isEnd).map(({ jobId, kind }) => [jobs.indexOf(jobId), kind]),
        [
          [1, 'cancelled'],
          [0, 'cancelled'],
          [2, 'done'],
        ],
      );
      const places = placesOf(events, jobs[2]!);
      assert.equal(places[0], 2);
      assert.equal(places.at(-1), 0);
    }));

  it('changes the model for later jobs, not for the one that runs', () =>
    withEngine(
      { modelFolders: [MODELS_FOLDER, repositoryPath('test', 'fixtures', 'models')] },
      async ({ engine, folder, event, end }) => {
        const running = engine.jobs.submit(endlessGeneration(path.join(folder, 'a')), ORIGIN);
        await event((next) => next.kind === 'progress' && next.stage === 'sampling');
        await assert.rejects(engine.models.load('nonesuch'), { code: 'model-missing' });
        await engine.models.load('masked-gaussian');
        const later = engine.jobs.submit(generation(path.join(folder, 'b')), ORIGIN);
        assert.equal(engine.status().state, 'running');
        engine.jobs.cancel(running);
        assert.equal((await end(running)).kind, 'cancelled');
        const last = await end(later);
        assert.ok(last.kind === 'done');
        assert.equal(last.manifest.model.name, 'masked-gaussian');
        assert.equal(engine.status().model, 'masked-gaussian');
      },
    ));

  it('refuses to start on a model that is not there', () =>
    assert.rejects(
      withEngine({ model: 'nonesuch' }, () => Promise.resolve()),
      { name: 'OperationalError', code: 'model-missing' },
    ));
});
