/**
 * Stalled log: whoever reads the daemon's log stands still, so that its pipe is full after some jobs.
 */
import type { Attack } from '../attack.js';

/** a pipe holds 64 KB; a job says some 2 KB at this level */
const LEAST_JOBS = { short: 60, long: 120 };

export const stalledLog: Attack = {
  name: 'stalled-log',
  holds: 'A log that nobody reads costs its lines and nothing else.',
  seconds: { short: 8, long: 30 },
  run: async ({ isOver, isShort, target, tried, expect }) => {
    const watched = await target({ log: 'still', args: ['--log-level', 'trace'] });
    const least = isShort ? LEAST_JOBS.short : LEAST_JOBS.long;
    for (let jobs = 0; jobs < least || !isOver(); jobs++) {
      const end = await watched.separate();
      tried('jobs');
      expect(end === 'done', `job ${jobs} ended in ${end}`);
    }
  },
};
