/**
 * Queued jobs: a thousand jobs wait, and those at the front are cancelled, each of which moves all the others.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import type { Attack } from '../attack.js';
import { endOf } from '../conversation.js';

const JOBS = { short: 300, long: 1000 };
const CANCELS = { short: 10, long: 50 };
/** of jobs at once: below the daemon's limit of messages */
const BURST = 100;
const BURST_PAUSE_MS = 450;
/** long enough to keep the queue while the others are asked for */
const FIRST_JOB_SECONDS = 600;

export const queuedJobs: Attack = {
  name: 'queued-jobs',
  holds:
    'A queue of a thousand jobs and cancels at its front cost neither the log nor the clients.',
  seconds: { short: 6, long: 30 },
  // a line a job when it is accepted, when it waits, and when it is cancelled
  bounds: { logKilobytes: 2048 },
  run: async ({ isShort, target, tried, expect }) => {
    const watched = await target({ args: ['--queue-limit', '10000'] });
    const client = await watched.client();
    const jobs = isShort ? JOBS.short : JOBS.long;
    const begun = [client.begin('generate', FIRST_JOB_SECONDS, 'steps', 1000)];
    for (let job = 0; job < jobs; job++) {
      begun.push(client.begin('generate', 1, 'steps', 1, 'seed', job));
      if (job % BURST === BURST - 1) await sleep(BURST_PAUSE_MS);
    }
    tried('jobs', begun.length);
    const cancels = isShort ? CANCELS.short : CANCELS.long;
    for (const { id } of begun.slice(1, 1 + cancels)) {
      const end = endOf(await client.ask('cancel', id));
      expect(end === 'done', `a cancel at the front ended in ${end}`);
      tried('cancels');
    }
    // the last first: nothing moves then
    for (const [index, { id }] of begun.toReversed().entries()) {
      client.begin('cancel', id);
      if (index % BURST === BURST - 1) await sleep(BURST_PAUSE_MS);
    }
  },
};
