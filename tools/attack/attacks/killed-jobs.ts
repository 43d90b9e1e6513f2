/**
 * Killed jobs: kill -9 at random moments of jobs, one running and some waiting, and a new start on the same folders.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import { repositoryPath } from '../../../test/support/repository.js';
import type { Attack } from '../attack.js';
import { lookAtOutputs } from '../whole-results.js';

const RECORDING = repositoryPath('test', 'fixtures', 'demo-band', 'mixture.flac');
const JOBS = 3;
/** covers several jobs, with what is between them */
const LATEST_MS = 1500;
/** the log arrives by a pipe */
const LOG_MS = 200;

export const killedJobs: Attack = {
  name: 'killed-jobs',
  holds:
    'After kill -9 the next start leaves whole results only, and names each job that was not finished.',
  seconds: { short: 4, long: 45 },
  run: async ({ random, isOver, target, tried, figure, expect }) => {
    const watched = await target({});
    const { daemon, ledger } = watched;
    let unfinished = 0;
    /** results of jobs whose end nobody heard */
    let untold = 0;
    do {
      const client = await watched.client();
      for (let job = 0; job < JOBS; job++) client.begin('separate', RECORDING, 'steps', 1);
      await sleep(random.between(0, LATEST_MS));
      const open = await watched.kill();
      const doneBefore = ledger.ended('done');
      const lines: string[] = [];
      const stop = daemon.log.onLine((line) => lines.push(line));
      await watched.restart();
      await sleep(LOG_MS);
      stop();
      tried('kills');
      unfinished += open.length;
      const { whole, broken, temporary } = await lookAtOutputs(daemon.outputFolder);
      expect(broken.length === 0, `a file is broken: ${broken.join()}`);
      expect(temporary.length === 0, `temporary files stay: ${temporary.join()}`);
      expect(whole.length >= doneBefore, `${whole.length} results of ${doneBefore} done jobs`);
      // one may have been through before its end was told
      const unnamed = open.filter((jobId) => !lines.some((line) => line.includes(jobId)));
      const finished = whole.length - doneBefore - untold;
      untold += finished;
      expect(
        unnamed.length <= finished,
        `${unnamed.length - finished} of ${open.length} unfinished jobs are not named at the next start`,
      );
    } while (!isOver());
    figure('unfinished', unfinished);
  },
};
