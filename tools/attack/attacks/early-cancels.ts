/**
 * Early cancels: a cancel in the same breath as its request, and a live session that is stopped in the same breath.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import type { Attack } from '../attack.js';
import { endOf } from '../conversation.js';
import { repositoryPath } from '../../../test/support/repository.js';

const RECORDING = repositoryPath('test', 'fixtures', 'demo-band', 'mixture.flac');
/** each must go on for so long, were it not cancelled, that nobody can mistake it for one that was done before */
const STEPS = 1000;
const PAUSE_MS = 20;
/** a request whose cancel was lost */
const ACCEPTED_AFTER_MS = 300;

export const earlyCancels: Attack = {
  name: 'early-cancels',
  holds: 'A cancel or a stop right behind its request is not lost.',
  seconds: { short: 3, long: 15 },
  run: async ({ isOver, isShort, target, tried, figure, expect }) => {
    const watched = await target();
    const client = await watched.client();
    let [requests, lost] = [0, 0];
    while (!isOver()) {
      const [job, cancel] = client.together(() => {
        const begun = client.begin('separate', RECORDING, 'steps', STEPS);
        return [begun, client.begin('cancel', begun.id)];
      });
      const cancelled = endOf(await cancel.ended) === 'done';
      requests++;
      if (!cancelled) {
        lost++;
        await sleep(ACCEPTED_AFTER_MS);
        await client.ask('cancel', job.id);
      }
      const end = endOf(await job.ended);
      expect(end === 'cancelled', `a job that was cancelled ended in ${end}`);
      await sleep(PAUSE_MS);
    }
    tried('cancels', requests);
    figure('lost', lost);
    expect(lost === 0, `${lost} of ${requests} cancels right behind their request were lost`);

    if (isShort) return;
    const [live, stop] = client.together(() => [
      client.begin('live/start', 'input', `file:${RECORDING}`, 'output', 'none'),
      client.begin('live/stop'),
    ]);
    const stopped = endOf(await stop.ended);
    await live.ended;
    tried('stops');
    expect(stopped === 'done', `a live/stop right behind live/start ended in ${stopped}`);
    if (stopped !== 'done') await client.ask('live/stop');
  },
};
