/**
 * Slow readers: subscribers over TCP that never read a byte, while jobs have much to tell and listings are asked for in their name.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import { request } from '../../../test/support/osc-dialogue.js';
import type { Attack } from '../attack.js';
import { strangeAddress } from '../strangers.js';

const READERS = 20;
const REQUESTS_A_ROUND = 20;
const ROUND_MS = 100;

export const slowReaders: Attack = {
  name: 'slow-readers',
  holds: 'A client that does not read costs bounded memory, and nobody else waits for it.',
  seconds: { short: 3, long: 20 },
  run: async ({ isOver, target, tried, figure, expect, tcp }) => {
    const watched = await target();
    const { port } = watched.daemon;
    const readers = await Promise.all(
      Array.from({ length: READERS }, (_, index) =>
        tcp(port, strangeAddress(index), { reads: false }),
      ),
    );
    for (const reader of readers) reader.send(request('subscribe', 'slow', 0, 600));
    const jobs: string[] = [];
    const working = (async () => {
      while (!isOver()) jobs.push(await watched.separate());
    })();
    while (!isOver()) {
      for (const reader of readers) {
        for (let count = 0; count < REQUESTS_A_ROUND; count++) {
          reader.send(request('model/stems', 'slow'));
        }
      }
      tried('requests that nobody reads the answers of', REQUESTS_A_ROUND * READERS);
      await sleep(ROUND_MS);
    }
    await working;
    figure('cut off', readers.filter(({ isClosed }) => isClosed).length);
    const failed = jobs.filter((end) => end !== 'done');
    expect(failed.length === 0, `a job beside it ended in ${failed.join()}`);
  },
};
