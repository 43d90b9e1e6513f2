/** A live session on the thread it has to itself, as the engine runs it: a file as its input, the real model and files. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { Worker } from 'node:worker_threads';

import { describe, it } from 'mocha';

import { FILE_INPUT, type LiveEvent, type LiveRequest } from '../../../src/live/live.js';
import {
  attachLiveThread,
  type LiveThread,
  type LiveThreadParts,
} from '../../../src/live/thread/live-thread.js';
import { readAudio } from '../../support/audio-files.js';
import { withEngine, type EngineUnderTest } from '../../support/engine-under-test.js';
import { delayedSumError, MOST_SUM_ERROR } from '../../support/exact-sum.js';
import type { LiveThreadFailure } from '../../support/failing-live-thread.js';
import { filesBelow } from '../../support/files-below.js';
import { LIVE_REQUEST } from '../../support/live-request.js';
import { withoutDescriptors } from '../../support/process-limits.js';
import { recordedLog } from '../../support/recorded-log.js';
import { managerWithoutDevices } from '../../support/manager-without-devices.js';
import { inSixteenBits, writeWav16 } from '../../support/wav-file.js';
import { whiteNoise } from '../../support/white-noise.js';

const { rateHz } = LIVE_REQUEST;
/** more than any test here hears */
const FRAMES = 20 * rateHz;

interface FileSession extends EngineUnderTest {
  readonly request: LiveRequest;
  /** [2][FRAMES], what is in the file; silence follows */
  readonly input: readonly Float32Array[];
  readonly liveEvents: readonly LiveEvent[];
  /** Resolves when so many frames have gone through. */
  readonly heard: (frames: number) => Promise<void>;
}

/** An engine, and a request to play a file of noise into it and to record the stems; it has not begun. */
function withFileSession(use: (session: FileSession) => Promise<void>): Promise<void> {
  return withEngine({}, async (test) => {
    const rows = [1, 2].map((seed) => whiteNoise(FRAMES, seed));
    const file = path.join(test.folder, 'noise.wav');
    await writeWav16(file, rateHz, rows);
    const liveEvents: LiveEvent[] = [];
    test.engine.live.subscribe((item) => liveEvents.push(item));
    const heard = async (frames: number) => {
      while (test.engine.live.status()!.frames < frames) {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    };
    const recording = { folder: path.join(test.folder, 'take'), encoding: 'float32' } as const;
    const request = {
      ...LIVE_REQUEST,
      input: `${FILE_INPUT}${file}`,
      output: undefined,
      recording,
    };
    // integers have no -0
    const input = rows.map((row) => inSixteenBits(row).map((sample) => sample + 0));
    await use({ ...test, request, input, liveEvents, heard });
  });
}

type Parts = Pick<LiveThreadParts, 'log' | 'emit' | 'onMeters' | 'onFailure' | 'signal'>;

const SILENT_PARTS: Parts = {
  log: recordedLog().log,
  emit: () => undefined,
  onMeters: () => undefined,
  onFailure: () => undefined,
  signal: new AbortController().signal,
};

/** The handle of a thread that fails. */
function attached(failure: LiveThreadFailure, parts: Parts): Promise<LiveThread> {
  const url = new URL('../../support/failing-live-thread.js', import.meta.url);
  return attachLiveThread(new Worker(url, { workerData: failure }), LIVE_REQUEST, {
    ...parts,
    inference: { folder: '', provider: 'cpu' },
    stems: [],
    timelineSeconds: 1,
    feedTimeline: () => () => undefined,
    outputOffsetMs: 0,
    keepInput: () => () => undefined,
  });
}

describe('the thread of a live session', () => {
  it('records stems that sum to what its input was, as late as the status says', () =>
    withFileSession(async ({ engine, request, input, liveEvents, heard }) => {
      const { latency, rateHz: toldHz } = await engine.live.start(request);
      assert.equal(toldHz, rateHz);
      assert.equal(liveEvents[0]?.kind, 'started');
      await heard(latency.sessionFrames + rateHz);
      await engine.live.stop();
      assert.equal(engine.live.status(), undefined);
      assert.equal(liveEvents.at(-1)?.kind, 'stopped');
      const stems: Float32Array[] = [];
      for (const item of liveEvents) {
        if (item.kind === 'recorded') stems.push(...(await readAudio(item.path)).rows);
      }
      assert.equal(stems.length, 8);
      const heardInput = input.map((row) => {
        const padded = new Float32Array(stems[0]!.length);
        padded.set(row.subarray(0, padded.length));
        return padded;
      });
      assert.ok(delayedSumError(stems, heardInput, latency.sessionFrames) <= MOST_SUM_ERROR);
      assert.ok(stems.every((row) => row.some((sample) => sample !== 0)));
    }));

  it('hands its input on to be captured, to the bit', () =>
    withFileSession(async ({ engine, request, input, heard }) => {
      await engine.live.start({ ...request, recording: undefined });
      await heard(rateHz / 2);
      const cut = await engine.capture.cut({ kind: 'seconds', seconds: 0.25 });
      const rows = cut.read(0, cut.frames);
      assert.equal(rows[0]!.length, rateHz / 4);
      // a few samples are there once only
      const begins = [...rows[0]!.subarray(0, 8)];
      const start = input[0]!.findIndex((_, at) =>
        begins.every((sample, n) => sample === input[0]![at + n]),
      );
      for (const [channel, row] of rows.entries()) {
        assert.deepEqual(row, input[channel]!.slice(start, start + row.length));
      }
    }));

  it('has the levels it was given at once, those from before it too', () =>
    withFileSession(async ({ engine, request, liveEvents, heard }) => {
      engine.live.setLevel('bass', { muted: true });
      const { levels } = await engine.live.start({ ...request, recording: undefined });
      assert.equal(levels['bass']?.muted, true);
      engine.live.setLevel('bass', { gainDb: -6 });
      const expected = { gainDb: -6, muted: true, soloed: false };
      assert.deepEqual(engine.live.status()?.levels['bass'], expected);
      // and what the thread itself tells, some blocks later
      await heard(engine.live.status()!.frames + rateHz / 2);
      const told = liveEvents
        .flatMap((item) => (item.kind === 'levels' ? [item.levels] : []))
        .at(-1);
      assert.deepEqual(told?.['bass'], expected);
    }));

  it('that cannot begin says why in the words of the engine, and leaves nothing open', () =>
    withFileSession(async ({ engine, request, folder, liveEvents }) => {
      await assert.rejects(engine.live.start({ ...request, rateHz: 48_000 }), {
        code: 'bad-argument',
        message: /Expected a recording of 2 channels at 48000 Hz, got 2 at 44100 Hz/,
      });
      await assert.rejects(engine.live.start({ ...request, input: `${FILE_INPUT}nowhere.wav` }), {
        code: 'input-missing',
      });
      assert.deepEqual(await filesBelow(folder), ['noise.wav']);
      assert.deepEqual(liveEvents, []);
      await engine.live.start(request);
    }));

  it('that the system has no room for is a session that did not begin, by a limit of the system', () =>
    withFileSession(async ({ engine, request }) => {
      await withoutDescriptors(() =>
        assert.rejects(engine.live.start({ ...request, recording: undefined }), {
          code: 'system-limit',
          message: /^The system gives no more threads or open files .*EMFILE/,
        }),
      );
      await engine.live.start(request);
    }));

  it('that is called off while it starts ends, and has recorded nothing', () =>
    withFileSession(async ({ engine, request, folder, liveEvents }) => {
      const starting = assert.rejects(engine.live.start(request), { code: 'cancelled' });
      await engine.live.stop();
      await starting;
      assert.deepEqual(await filesBelow(folder), ['noise.wav']);
      assert.deepEqual(liveEvents, []);
    }));

  it('that fails before it is open is a session that did not begin', () =>
    assert.rejects(attached('before it opens', SILENT_PARTS), /a device that nobody thought of/));

  it('that fails later costs its session, which says that it has stopped, and nothing else', async () => {
    const liveEvents: LiveEvent[] = [];
    const { manager, log } = managerWithoutDevices({
      runtime: (_, parts) =>
        attached('when it is asked for a level', { ...SILENT_PARTS, ...parts }),
      stems: () => ['bass'],
    });
    const stopped = new Promise<void>((resolve) => {
      manager.subscribe((item) => {
        liveEvents.push(item);
        if (item.kind === 'stopped') resolve();
      });
    });
    await manager.start(LIVE_REQUEST);
    manager.setLevel('bass', { muted: true });
    await stopped;
    assert.equal(manager.status(), undefined);
    await assert.rejects(manager.stop(), { code: 'live-off' });
    assert.deepEqual(
      log.map(({ level, message }) => [level, message]),
      [['error', 'the live session has ended by a defect']],
    );
    assert.deepEqual(
      liveEvents.map(({ kind }) => kind),
      ['stopped'],
    );
  });
});
