/** A live session as the engine runs it: its devices (fed by hand), its own worker, its levels and its recording. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Worker } from 'node:worker_threads';

import { describe, it } from 'mocha';

import type { EngineOptions } from '../../src/daemon/create-engine.js';
import type { Live, LiveEvent, LiveStatus, LiveRequest } from '../../src/live/live.js';
import { UNITY_LEVEL, type StemLevel } from '../../src/live/session/stem-levels.js';
import { attachInference } from '../../src/model/inference-handle.js';
import { HALF_FRAMES } from '../../src/signal/fractional-interpolator.js';
import { readAudio } from '../support/audio-files.js';
import { withEngine, type EngineUnderTest } from '../support/engine-under-test.js';
import { delayedSumError, MOST_SUM_ERROR } from '../support/exact-sum.js';
import type { Failure } from '../support/failing-worker.js';
import { filesBelow } from '../support/files-below.js';
import { handFedHost, STREAM_FRAMES, type HandFedHost } from '../support/hand-fed-host.js';
import { LIVE_REQUEST } from '../support/live-request.js';
import { managerWithoutDevices } from '../support/manager-without-devices.js';
import { whiteNoise } from '../support/white-noise.js';

const RATE_HZ = 44_100;
const BLOCK_FRAMES = 512;

interface LiveTest extends EngineUnderTest {
  readonly host: HandFedHost;
  readonly liveEvents: readonly LiveEvent[];
}

function withLive(
  use: (test: LiveTest) => Promise<void>,
  options: Partial<EngineOptions> = {},
): Promise<void> {
  const host = handFedHost();
  return withEngine({ ...options, liveRuntime: 'inline', startHost: host.start }, (test) => {
    const liveEvents: LiveEvent[] = [];
    test.engine.live.subscribe((item) => liveEvents.push(item));
    return use({ ...test, host, liveEvents });
  });
}

/** Starts. @returns what the session itself adds, as nothing waits at a device that is fed by hand */
async function startedLatency(live: Live, request: LiveRequest): Promise<number> {
  const { latency, latencyFrames } = await live.start(request);
  assert.equal(latencyFrames, latency.sessionFrames + STREAM_FRAMES);
  return latency.sessionFrames;
}

const noise = (seconds: number): Float32Array[] =>
  [1, 2].map((seed) => whiteNoise(Math.round(seconds * RATE_HZ), seed));

async function feedAll({ host }: LiveTest, rows: Float32Array[], from = 0, skipped = 0) {
  for (let at = from; at < rows[0]!.length; at += BLOCK_FRAMES) {
    const block = rows.map((row) => row.slice(at, at + BLOCK_FRAMES));
    await host.feed(at + skipped, block);
  }
}

describe('a live session of the engine', () => {
  it('plays stems that sum to its input, as late as it says, and opens the channels they need', () =>
    withLive(async (test) => {
      const latencyFrames = await startedLatency(test.engine.live, LIVE_REQUEST);
      const input = noise(2);
      await feedAll(test, input);
      const played = test.host.played();
      assert.equal(played.length, 8);
      assert.equal(played[0]!.length, input[0]!.length - HALF_FRAMES);
      assert.ok(played.every((row) => row.subarray(0, latencyFrames).every((x) => x === 0)));
      assert.ok(delayedSumError(played, input, latencyFrames) <= MOST_SUM_ERROR);
      const [{ output } = { output: undefined }] = test.host.opened;
      assert.deepEqual(output, { device: 'out', rateHz: RATE_HZ, channels: 8 });
    }));

  it('is one at a time, and says so; stop ends it and closes its devices', () =>
    withLive(async ({ engine, host, liveEvents }) => {
      await assert.rejects(engine.live.stop(), { code: 'live-off' });
      const first = engine.live.start(LIVE_REQUEST);
      await assert.rejects(engine.live.start(LIVE_REQUEST), { code: 'live-running' });
      await first;
      await assert.rejects(engine.live.start(LIVE_REQUEST), { code: 'live-running' });
      await engine.live.stop();
      assert.equal(host.isClosed, true);
      assert.equal(engine.live.status(), undefined);
      assert.equal(liveEvents.at(-1)?.kind, 'stopped');
      await engine.live.start(LIVE_REQUEST);
      assert.equal(host.opened.length, 2);
    }));

  it('has the levels that were set before it, and those set while it runs', () =>
    withLive(async (test) => {
      const { live } = test.engine;
      live.setLevel('bass', { muted: true });
      await live.start(LIVE_REQUEST);
      assert.equal(live.status()?.levels['bass']?.muted, true);
      const input = noise(1.5);
      await feedAll(test, input);
      // bass is the first stem: rows 0 and 1. Its fade of 10 ms ended long before the first sound came out
      const [bass, , ...others] = test.host.played();
      assert.ok(bass!.every((x) => x === 0));
      assert.ok(others.some((row) => row.some((x) => x !== 0)));
      live.setLevel('drums', { gainDb: -6 });
      assert.equal(live.levels()['drums']?.gainDb, -6);
      assert.throws(
        () => {
          live.setLevel('flute', { muted: true });
        },
        {
          code: 'bad-argument',
          message: /no stem "flute"; the model has bass, drums, guitar, piano/,
        },
      );
      assert.throws(
        () => {
          live.setLevel('bass', { gainDb: 25 });
        },
        { code: 'bad-argument' },
      );
    }));

  it('keeps to the stems of its model when another is chosen, and starts with none that it does not have', async () => {
    const set: [string, Partial<StemLevel>][] = [];
    const levels = { bass: UNITY_LEVEL };
    const { manager } = managerWithoutDevices({
      runtime: () =>
        Promise.resolve({
          status: () => ({ levels }) as unknown as LiveStatus,
          setLevel: (stem, change) => void set.push([stem, change]),
          setMetering: () => undefined,
          close: () => Promise.resolve(),
        }),
      stems: () => ['vocals'],
    });
    manager.setLevel('vocals', { muted: true });
    await manager.start(LIVE_REQUEST);
    assert.deepEqual(set, []);
    assert.throws(
      () => {
        manager.setLevel('vocals', { gainDb: 1 });
      },
      { code: 'bad-argument', message: /no stem "vocals"; the model has bass/ },
    );
    manager.setLevel('bass', { gainDb: -1 });
    assert.deepEqual(set, [['bass', { gainDb: -1 }]]);
    await manager.stop();
    assert.deepEqual(Object.keys(manager.levels()), ['vocals']);
    manager.setLevel('vocals', { gainDb: 1 });
  });

  it('plays silence for frames that are known to be lost, so that the delay stays', () =>
    withLive(async (test) => {
      const latencyFrames = await startedLatency(test.engine.live, LIVE_REQUEST);
      const input = noise(2);
      const [gapStart, gap] = [20 * BLOCK_FRAMES, 5000];
      await feedAll(
        test,
        input.map((row) => row.slice(0, gapStart)),
      );
      await feedAll(test, input, gapStart, gap);
      const heard = input.map((row) =>
        Float32Array.from([
          ...row.subarray(0, gapStart),
          ...new Float32Array(gap),
          ...row.subarray(gapStart),
        ]),
      );
      const played = test.host.played();
      assert.equal(played[0]!.length, heard[0]!.length - HALF_FRAMES);
      assert.ok(delayedSumError(played, heard, latencyFrames) <= MOST_SUM_ERROR);
    }));

  it('begins with the first block it is given, however long its device had been running', () =>
    withLive(async (test) => {
      const latencyFrames = await startedLatency(test.engine.live, LIVE_REQUEST);
      const input = noise(2);
      await feedAll(test, input, 0, 3 * RATE_HZ);
      const played = test.host.played();
      assert.equal(played[0]!.length, input[0]!.length - HALF_FRAMES);
      assert.ok(delayedSumError(played, input, latencyFrames) <= MOST_SUM_ERROR);
    }));

  it('records stems at full level that sum to its input, whatever its levels are', () =>
    withLive(async (test) => {
      const { live } = test.engine;
      const folder = path.join(test.folder, 'take');
      const recording = { folder, encoding: 'float32' } as const;
      live.setLevel('drums', { gainDb: -120 });
      const latencyFrames = await startedLatency(live, {
        ...LIVE_REQUEST,
        recording,
        output: undefined,
      });
      const input = noise(1.5);
      await feedAll(test, input);
      await live.stop();
      assert.deepEqual(
        test.liveEvents.flatMap((item) => (item.kind === 'recorded' ? [item.stem] : [])),
        ['bass', 'drums', 'guitar', 'piano'],
      );
      const stems: Float32Array[] = [];
      for (const item of test.liveEvents) {
        if (item.kind === 'recorded') stems.push(...(await readAudio(item.path)).rows);
      }
      assert.equal(stems[0]!.length, input[0]!.length);
      assert.ok(delayedSumError(stems, input, latencyFrames) <= MOST_SUM_ERROR);
      assert.deepEqual(test.host.played(), []);
    }));

  it('says which of its 24-bit recordings clip', () =>
    withLive(async (test) => {
      const { live } = test.engine;
      const recording = { folder: path.join(test.folder, 'take'), encoding: 'pcm24' } as const;
      await startedLatency(live, { ...LIVE_REQUEST, recording, output: undefined });
      // stems that sum to 8 and more cannot all be below full scale
      await feedAll(
        test,
        noise(1.5).map((row) => row.map((sample) => (sample < 0 ? -8 : 8) + sample)),
      );
      await live.stop();
      const told = test.liveEvents.flatMap((item) =>
        item.kind === 'recording-clipped' ? [item.message] : [],
      );
      assert.ok(told.length > 0);
      for (const message of told) {
        assert.match(message, /^(bass|drums|guitar|piano) is over full scale: its peak is \+/);
      }
    }));

  it('that cannot record where it should does not begin, and leaves nothing open', () =>
    withLive(async ({ engine, host, folder }) => {
      const inTheWay = path.join(folder, 'file');
      await writeFile(inTheWay, '');
      const recording = { folder: path.join(inTheWay, 'take'), encoding: 'float32' } as const;
      await assert.rejects(engine.live.start({ ...LIVE_REQUEST, recording }), {
        code: 'output-exists',
      });
      assert.equal(host.isClosed, true);
      assert.deepEqual(await filesBelow(folder), ['file']);
      await engine.live.start(LIVE_REQUEST);
    }));

  it('whose worker fails at once does not begin either, and leaves no recording', () =>
    withLive(
      async ({ engine, host, folder }) => {
        const recording = { folder: path.join(folder, 'take'), encoding: 'float32' } as const;
        await assert.rejects(engine.live.start({ ...LIVE_REQUEST, recording }), {
          code: 'inference-failed',
        });
        assert.equal(host.isClosed, true);
        assert.deepEqual(await filesBelow(folder), []);
      },
      {
        startModel: (model) => {
          const url = new URL('../support/failing-worker.js', import.meta.url);
          const failure: Failure = 'exits on sample';
          return attachInference(new Worker(url, { workerData: failure }), model);
        },
      },
    ));

  it('counts what waits at its output as latency, and anew when the output was away', () => {
    let seconds = 0;
    const nowMs = () => 1000 * seconds;
    return withLive(
      async (test) => {
        const latencyFrames = await startedLatency(test.engine.live, LIVE_REQUEST);
        test.host.queuedFrames = 1000;
        // longer than the rate follower settles and learns: 13 s
        for (let second = 0; second < 14; second++) {
          seconds++;
          await test.host.feed(
            second * RATE_HZ,
            [1, 2].map(() => new Float32Array(RATE_HZ)),
          );
        }
        test.host.queuedFrames = 3000;
        const added = () =>
          test.engine.live.status()!.latencyFrames - latencyFrames - STREAM_FRAMES;
        assert.equal(added(), 1000);
        assert.deepEqual(
          test.liveEvents.filter(({ kind }) => kind === 'latency'),
          [
            {
              kind: 'latency',
              rateHz: RATE_HZ,
              sessionFrames: latencyFrames,
              waitingFrames: 1000,
              streamFrames: STREAM_FRAMES,
            },
          ],
        );
        test.host.tell({ stream: 'output', kind: 'state', state: 'running', reason: 'it is back' });
        assert.equal(added(), 3000);
      },
      { nowMs },
    );
  });

  it('counts what its input was late by as waiting, so that bursts do not change what it says', () => {
    let seconds = 0;
    const nowMs = () => 1000 * seconds;
    return withLive(
      async (test) => {
        const latencyFrames = await startedLatency(test.engine.live, LIVE_REQUEST);
        // two blocks at a time: the first comes a second late, and finds a queue that is shorter by as much
        for (let second = 0; second < 16; second += 2) {
          seconds += 2;
          for (const [block, queuedFrames] of [1000, 1000 + RATE_HZ].entries()) {
            test.host.queuedFrames = queuedFrames;
            await test.host.feed(
              (second + block) * RATE_HZ,
              [1, 2].map(() => new Float32Array(RATE_HZ)),
            );
          }
        }
        const { latency } = test.engine.live.status()!;
        assert.equal(latency.sessionFrames, latencyFrames);
        assert.equal(latency.waitingFrames, 1000 + RATE_HZ);
      },
      { nowMs },
    );
  });

  for (const mode of [
    { kind: 'separate' },
    { kind: 'listen' },
    { kind: 'accompany', generate: ['bass'], plays: undefined, bars: 4, hold: false },
  ] as const) {
    it(`tells once it has begun to ${mode.kind} that a device was not there when it was opened`, () =>
      withLive(async ({ engine, host, liveEvents }) => {
        const absent = { stream: 'input', kind: 'state', state: 'waiting for device' } as const;
        host.waiting = [{ ...absent, reason: 'there is no input device "in"' }];
        const { waiting } = await engine.live.start({ ...LIVE_REQUEST, mode });
        const told = liveEvents.filter(({ kind }) => kind === 'device');
        assert.deepEqual(told, [
          {
            kind: 'device',
            stream: 'input',
            state: 'waiting for device',
            message: 'there is no input device "in"',
          },
        ]);
        assert.deepEqual(waiting, told);
        const kinds = liveEvents.map(({ kind }) => kind);
        assert.ok(kinds.indexOf('started') < kinds.indexOf('device'), kinds.join());
      }));
  }

  it('tells what its devices tell, in sentences', () =>
    withLive(async ({ engine, host, liveEvents }) => {
      await engine.live.start(LIVE_REQUEST);
      host.tell({ stream: 'input', kind: 'state', state: 'waiting for device', reason: 'no "in"' });
      host.tell({ stream: 'output', kind: 'underrun', cause: 'writer' });
      host.tell({ stream: 'input', kind: 'input-lost', frames: undefined });
      assert.deepEqual(
        liveEvents.slice(-3).map((item) => [item.kind, 'message' in item ? item.message : '']),
        [
          ['device', 'no "in"'],
          ['lost', 'the output ran dry: writer'],
          ['lost', 'an unknown number of input frames are missing'],
        ],
      );
    }));
});
