/**
 * Live with real sound devices: a daemon between two of PulseAudio's, both windows on one sink, so that what goes in and
 * what comes out are recorded on one clock (test/support/live-loop.ts).
 *
 * A sound server on a busy machine loses sound between its own clients, which is not the daemon's doing. So what must hold
 * of every frame is asked of the longest run without such a loss, and a run may be repeated: a fault of the daemon's is
 * there in each.
 */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { describe, it } from 'mocha';

import { OUTPUT_BLOCK_FRAMES } from '../../src/audio/host/audio-host.js';
import { longestExact } from '../support/exact-sum.js';
import { LIVE_RATE_HZ, withLiveLoop, type Recorded } from '../support/live-loop.js';
import { liveStatus, untilLive, withLiveEvents } from '../support/live-client.js';
import { whiteNoise } from '../support/white-noise.js';

const SECONDS = 8;
const TAIL_SECONDS = 3;
const noise = (seconds: number) => [1, 2].map((seed) => whiteNoise(seconds * LIVE_RATE_HZ, seed));

describe('live between two sound devices', function () {
  this.retries(2);

  it('plays stems that sum to what came in, frame by frame, as late as the status says', () =>
    withLiveLoop({ model: 'gaussian' }, async ({ daemon, run }) => {
      await untilLive(daemon);
      let recorded: Recorded | undefined;
      await withLiveEvents(daemon, async (heard) => {
        recorded = await run(noise(SECONDS), TAIL_SECONDS);
        await heard(/Stems come out/);
      });
      const { latencyFrames } = await liveStatus(daemon);
      const { frames, delayFrames } = longestExact(recorded!);
      assert.ok(frames > LIVE_RATE_HZ, `the longest exact run has ${frames} frames`);
      const off = delayFrames - latencyFrames;
      assert.ok(
        Math.abs(off) <= OUTPUT_BLOCK_FRAMES,
        `comes out ${delayFrames} frames later, ${off} from what the status says`,
      );
    }));

  it('goes on when its devices have been pulled and put in again, with one event each', () =>
    withLiveLoop({ model: 'gaussian' }, async ({ daemon, run, pull, plug }) => {
      await untilLive(daemon);
      const news = await withLiveEvents(daemon, async (heard) => {
        await pull();
        await heard(/input is waiting for device/);
        await heard(/output is waiting for device/);
        await plug();
        await heard(/input is running/);
        await heard(/output is running/);
      });
      for (const sentence of [/input is waiting/, /output is waiting/]) {
        assert.equal(news.filter((line) => sentence.test(line)).length, 1, news.join('\n'));
      }
      await sleep(2000);
      const { frames } = longestExact(await run(noise(SECONDS), TAIL_SECONDS));
      assert.ok(frames > LIVE_RATE_HZ, `afterwards the longest exact run has ${frames} frames`);
    }));
});
