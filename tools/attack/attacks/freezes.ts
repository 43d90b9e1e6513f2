/**
 * Freezes: the daemon, and what it has started, stand still for a while at random moments of jobs (SIGSTOP), as a laptop that
 * sleeps does.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import { repositoryPath } from '../../../test/support/repository.js';
import type { Attack } from '../attack.js';

const RECORDING = repositoryPath('test', 'fixtures', 'demo-band', 'mixture.flac');
const PART_SECONDS = 4;
const LATEST_MS = 400;
const LONGEST_MS = { short: 1000, long: 4000 };

export const freezes: Attack = {
  name: 'freezes',
  holds: 'A daemon that stood still goes on where it was.',
  seconds: { short: 4, long: 20 },
  standsStill: true,
  run: async ({ random, isOver, isShort, target, tried, expect }) => {
    const watched = await target();
    const longestMs = isShort ? LONGEST_MS.short : LONGEST_MS.long;
    do {
      const working = watched.ask('separate', RECORDING, 'steps', 1, 'to', PART_SECONDS);
      await sleep(random.between(0, LATEST_MS));
      watched.daemon.signal('SIGSTOP');
      await sleep(random.between(0, longestMs));
      watched.daemon.signal('SIGCONT');
      const { end } = await working;
      tried('freezes');
      expect(end === 'done', `a job in which it stood still ended in ${end}`);
    } while (!isOver());
  },
};
