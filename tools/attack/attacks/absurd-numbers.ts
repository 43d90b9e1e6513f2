/**
 * Absurd numbers: tempos, places, lengths and levels that no music has, in every option that takes a number, and then a while in
 * which the daemon has nothing to do.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import { oscFloat, oscInt, oscMessage, oscString } from '../../../test/support/osc-bytes.js';
import type { Attack } from '../attack.js';
import { processorSeconds } from '../process-figures.js';

const NUMBERS = [1e-38, 1e-45, -1e-38, 3e38, -3e38, NaN, Infinity, -Infinity, 0, -0, 1e-6, 999.999];
const WHOLES = [0, -1, 1, 64, 65, 2 ** 31 - 1, -(2 ** 31)];
const OPTIONS = ['steps', 'seed', 'views', 'correction', 'from', 'to', 'rate', 'channels', 'bars'];
/** a live session takes longer to begin than anything else here */
const LIVE_OF = 10;
const WATCHED_MS = { short: 1000, long: 2000 };
/** of one processor, beside nothing but pings */
const MOST_IDLE_SHARE = 0.3;

export const absurdNumbers: Attack = {
  name: 'absurd-numbers',
  holds: 'No number keeps a processor busy or floods the log.',
  seconds: { short: 4, long: 15 },
  // a live session and its capture
  bounds: { peakMegabytes: 800 },
  run: async ({ random, isOver, isShort, target, tried, figure, expect }) => {
    const watched = await target();
    const client = await watched.client();
    const { daemon } = watched;
    const id = oscString('absurd');
    const watchedMs = isShort ? WATCHED_MS.short : WATCHED_MS.long;
    const transport = (bpm: number, beat: number): Buffer =>
      oscMessage(
        '/stemwright/transport',
        'fifi',
        oscFloat(bpm),
        oscInt(4),
        oscFloat(beat),
        oscInt(1),
      );
    const idle = async (after: string): Promise<void> => {
      const before = await processorSeconds(daemon.pid);
      await sleep(watchedMs);
      const share = ((await processorSeconds(daemon.pid)) - before) / (watchedMs / 1000);
      figure(`processor after ${after}, %`, 100 * share);
      expect(
        share <= MOST_IDLE_SHARE,
        `it is busy for ${Math.round(100 * share)} % after ${after}, with nothing to do`,
      );
    };
    // one that waits for a bar of years
    client.send(transport(1e-38, 0));
    const waiting = client.begin('generate', 0.1, 'steps', 1, 'at', 'bar');
    await idle('a tempo of 1e-38');
    await client.ask('cancel', waiting.id);
    while (!isOver()) {
      const [number, other] = [random.pick(NUMBERS), random.pick(NUMBERS)];
      client.send(transport(number, other));
      client.send(oscMessage('/stemwright/live/gain', 'sf', oscString('bass'), oscFloat(number)));
      client.send(oscMessage('/stemwright/capture/offset', 'sf', id, oscFloat(number)));
      client.send(oscMessage('/stemwright/generate', 'sf', id, oscFloat(number)));
      const whole = oscInt(random.pick(WHOLES));
      const option = oscString(random.pick(OPTIONS));
      const file = oscString(watched.recording);
      client.send(oscMessage('/stemwright/separate', 'sssi', id, file, option, whole));
      if (!isShort && random.below(LIVE_OF) === 0) {
        client.send(oscMessage('/stemwright/live/start', 'ssi', id, option, whole));
        await client.ask('live/stop');
      }
      tried('numbers', 7);
      await sleep(50);
      for (const jobId of watched.ledger.open) await client.ask('cancel', jobId);
    }
    client.send(transport(120, 0));
    await idle('all of them');
  },
};
