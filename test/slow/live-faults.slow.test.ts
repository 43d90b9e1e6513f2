/**
 * Faults of a live daemon between two real sound devices: each costs one event of its kind and no restart, and afterwards the
 * stems sum to the input again, frame by frame. Pulled devices are in live.slow.
 */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { describe, it } from 'mocha';

import { DEFAULTS } from '../../src/config/settings.js';
import { longestExact } from '../support/exact-sum.js';
import { untilLive, withLiveEvents } from '../support/live-client.js';
import {
  freezableFor,
  freezeWorker,
  killStream,
  withBusyProcessors,
} from '../support/live-faults.js';
import { withLiveLoop, type LiveLoop } from '../support/live-loop.js';
import { whiteNoise } from '../support/white-noise.js';

const FREEZE_SECONDS = 5;
const HOG_SECONDS = 6;
/** the hops of six seconds have no room for more (test/live/session/overrun-watch) */
const MOST_OVERRUNS = 3;
const SETTLING_MS = 1000;
/** what came late is dropped within two seconds (test/audio/host/output-feed) */
const RECOVERY_MS = 3000;
const NOISE_SECONDS = 3;
const TAIL_SECONDS = 2;

const noise = (seconds: number, rateHz: number) =>
  [1, 2].map((seed) => whiteNoise(seconds * rateHz, seed));

/** Sound goes in and comes out again, whole. */
async function assertExactAgain({ run, rateHz }: LiveLoop): Promise<void> {
  const { frames } = longestExact(await run(noise(NOISE_SECONDS, rateHz), TAIL_SECONDS));
  assert.ok(frames > rateHz, `the longest exact run has ${frames} frames`);
}

function assertEachOnce(news: readonly string[], sentences: readonly RegExp[]): void {
  for (const sentence of sentences) {
    assert.equal(news.filter((line) => sentence.test(line)).length, 1, news.join('\n'));
  }
}

describe('a live daemon', function () {
  // a sound server on a busy machine loses sound of its own; a fault of the daemon's is there in each run
  this.retries(2);

  it('takes up both devices again whose processes are killed, at 48 kHz', () =>
    withLiveLoop({ model: 'gaussian', rateHz: 48_000 }, async (loop) => {
      const { daemon } = loop;
      await untilLive(daemon);
      await sleep(SETTLING_MS);
      const news = await withLiveEvents(daemon, async (heard) => {
        for (const direction of ['input', 'output'] as const) {
          await killStream(daemon, direction);
          await heard(new RegExp(`${direction} is running`));
        }
        await assertExactAgain(loop);
      });
      assertEachOnce(news, [
        /input is restarting: its process ended \(SIGKILL\)/,
        /input is running/,
        /output is restarting: its process ended \(SIGKILL\)/,
        /output is running/,
      ]);
    }));

  it(`passes the mixture through while its worker stands still for ${FREEZE_SECONDS} s, and not a frame of the sum is lost`, () =>
    withLiveLoop(
      { model: 'gaussian', nodeArgs: freezableFor(FREEZE_SECONDS) },
      async ({ daemon, run, rateHz }) => {
        await untilLive(daemon);
        await sleep(SETTLING_MS);
        const news = await withLiveEvents(daemon, async (heard) => {
          const running = run(noise(FREEZE_SECONDS + NOISE_SECONDS, rateHz), TAIL_SECONDS);
          await sleep(SETTLING_MS);
          freezeWorker(daemon);
          const { frames } = longestExact(await running);
          // longer than what was played before and after it: the freeze is inside
          assert.ok(frames > FREEZE_SECONDS * rateHz, `only ${frames} frames are exact`);
          await heard(/separated again/);
        });
        assertEachOnce(news, [/the mixture passes through/, /separated again/]);
      },
    ));

  it('goes on beside processes that want every processor, and is exact again when they are gone', () =>
    withLiveLoop({ model: DEFAULTS.model }, async (loop) => {
      const { daemon } = loop;
      await untilLive(daemon);
      await sleep(SETTLING_MS);
      const news = await withLiveEvents(daemon, async () => {
        await withBusyProcessors(async () => {
          await sleep(1000 * HOG_SECONDS);
        });
        await sleep(RECOVERY_MS);
        await assertExactAgain(loop);
      });
      const overruns = news.filter((line) => line.includes('the mixture passes through'));
      assert.ok(overruns.length <= MOST_OVERRUNS, news.join('\n'));
    }));
});
