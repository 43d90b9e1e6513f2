/**
 * Listing floods: what makes the daemon read files (models, versions), asked for by many UDP ports and 60 TCP connections at once,
 * beside an honest client's job.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import { request } from '../../../test/support/osc-dialogue.js';
import type { Attack } from '../attack.js';
import { processFigures } from '../process-figures.js';
import { strangeAddress } from '../strangers.js';

const TCP_CONNECTIONS = 60;
const UDP_PORTS = 40;
const REQUESTS_A_ROUND = 10;
const ROUND_MS = 100;
const ROUTES = [
  'model/list',
  'version',
  'model/stems',
  'status',
  'job/list',
  'config/get',
  'log/tail',
  'live/status',
  'capture/status',
];
/** what a listing may hold open at once besides the connections */
const MOST_OPEN_FILES = 64;

export const listingFloods: Attack = {
  name: 'listing-floods',
  holds: 'However many ask what there is, files are read a few at a time and jobs go on.',
  seconds: { short: 4, long: 25 },
  run: async ({ random, isOver, target, tried, figure, expect, udp, tcp }) => {
    const watched = await target();
    const { daemon, before } = watched;
    const strangers = await Promise.all([
      ...Array.from({ length: TCP_CONNECTIONS }, (_, index) =>
        tcp(daemon.port, strangeAddress(index)),
      ),
      ...Array.from({ length: UDP_PORTS }, (_, index) => udp(daemon.port, strangeAddress(index))),
    ]);
    let mostDescriptors = 0;
    const jobs: string[] = [];
    const working = (async () => {
      while (!isOver()) jobs.push(await watched.separate());
    })();
    while (!isOver()) {
      for (const stranger of strangers) {
        for (let count = 0; count < REQUESTS_A_ROUND; count++) {
          stranger.send(request(random.pick(ROUTES), 'flood'));
        }
      }
      tried('requests', REQUESTS_A_ROUND * strangers.length);
      await sleep(ROUND_MS);
      const { descriptors } = await processFigures(daemon.pid);
      mostDescriptors = Math.max(mostDescriptors, descriptors - before.descriptors);
    }
    await working;
    figure('most descriptors', mostDescriptors);
    figure('jobs beside', jobs.length);
    expect(
      mostDescriptors <= TCP_CONNECTIONS + MOST_OPEN_FILES,
      `${mostDescriptors} descriptors more at once, ${TCP_CONNECTIONS} of them connections`,
    );
    const failed = jobs.filter((end) => end !== 'done');
    expect(failed.length === 0, `a job beside it ended in ${failed.join()}`);
  },
};
