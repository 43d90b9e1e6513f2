/**
 * Few descriptors: the running daemon may open next to nothing more, while models are listed and loaded, jobs are asked for and an
 * input that is not there is listened to, which starts a process again and again. Then the limit is lifted.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import type { Attack } from '../attack.js';
import { endOf } from '../conversation.js';
import { withLimit } from '../process-figures.js';

/** more than it holds already */
const MOST_ROOM = 14;
const LISTINGS = 30;
/** in which the input's process is started several times */
const LIMITED_MS = 1500;
/** what a request ends in that could not open a file is no defect, and no missing model */
const WRONG_ENDS = ['internal', 'model-missing', 'no-answer'];

export const fewDescriptors: Attack = {
  name: 'few-descriptors',
  holds:
    'Without descriptors requests fail with a sentence, and everything goes on when there are some again.',
  seconds: { short: 5, long: 30 },
  // the capture of a live input
  bounds: { peakMegabytes: 700 },
  run: async ({ random, isOver, target, tried, expect }) => {
    const watched = await target();
    const { daemon, before } = watched;
    const client = await watched.client();
    const listen = ['input', 'no-such-device', 'mode', 'listen'];
    do {
      const started = await watched.ask('live/start', ...listen);
      expect(started.end === 'done', `live/start without a limit ended in ${started.end}`);
      const room = random.below(MOST_ROOM);
      const begun = await withLimit(daemon.pid, 'nofile', before.descriptors + room, async () => {
        const requests = [
          client.begin('live/start', ...listen),
          ...Array.from({ length: LISTINGS }, () =>
            client.begin(random.pick(['model/list', 'version', 'model/stems'])),
          ),
          client.begin('separate', watched.recording, 'steps', 1),
          client.begin('generate', 0.1, 'steps', 1),
          client.begin('model/load', 'gaussian'),
        ];
        await sleep(LIMITED_MS);
        return requests;
      });
      tried('limits');
      tried('requests under them', begun.length);
      for (const { ended } of begun) {
        const end = endOf(await ended);
        expect(!WRONG_ENDS.includes(end), `a request without descriptors ended in ${end}`);
      }
      const stop = endOf(await client.ask('live/stop'));
      expect(['done', 'live-off'].includes(stop), `live/stop ended in ${stop}`);
      if (!watched.isSameProcess) return;
    } while (!isOver());
  },
};
