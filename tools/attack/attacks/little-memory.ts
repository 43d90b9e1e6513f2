/**
 * Little memory: the running daemon may take hardly any address space more, while jobs and listings are asked for. Then the limit
 * is lifted. Nothing is loaded meanwhile: where a thread cannot have its address space, V8 ends the process, and nobody can be told.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import type { Attack } from '../attack.js';
import { endOf } from '../conversation.js';
import { addressSpaceBytes, withLimit } from '../process-figures.js';

/** V8 ends the process where its own heap cannot grow at all */
const LEAST_MEGABYTES = 64;
const MOST_MEGABYTES = 512;
const LISTINGS = 20;
const LIMITED_MS = 1500;

export const littleMemory: Attack = {
  name: 'little-memory',
  holds: 'Where memory is short a job fails with a sentence, and the next one is done.',
  seconds: { long: 25 },
  run: async ({ random, isOver, target, tried, expect }) => {
    const watched = await target({});
    const { daemon } = watched;
    const client = await watched.client();
    do {
      const room = Math.round(random.between(LEAST_MEGABYTES, MOST_MEGABYTES));
      const limit = (await addressSpaceBytes(daemon.pid)) + room * 2 ** 20;
      const begun = await withLimit(daemon.pid, 'as', limit, async () => {
        const requests = [
          client.begin('separate', watched.recording, 'steps', 1),
          ...Array.from({ length: LISTINGS }, () => client.begin('model/list')),
          client.begin('generate', 1, 'steps', 1),
        ];
        await sleep(LIMITED_MS);
        return requests;
      });
      tried('limits');
      for (const { ended } of begun) {
        const end = endOf(await ended);
        const isAnswered = !['internal', 'no-answer'].includes(end);
        expect(isAnswered, `a request without memory ended in ${end}`);
      }
      expect(daemon.isRunning, `with ${room} MB left it ended (${daemon.ending})`);
      if (!daemon.isRunning) return;
    } while (!isOver());
  },
};
