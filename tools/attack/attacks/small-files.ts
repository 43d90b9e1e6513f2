/**
 * Small files: the running daemon may write files of a few kilobytes only, as on a full disk, while jobs and a live recording
 * write theirs. Then the limit is lifted.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import { repositoryPath } from '../../../test/support/repository.js';
import type { Attack } from '../attack.js';
import { withLimit } from '../process-figures.js';
import { lookAtOutputs } from '../whole-results.js';

const RECORDING = repositoryPath('test', 'fixtures', 'demo-band', 'mixture.flac');
const MOST_BYTES = 32_768;
const RECORDED_MS = 1500;

export const smallFiles: Attack = {
  name: 'small-files',
  holds:
    'A job that cannot write ends in an error and leaves nothing; what a live session had recorded is kept.',
  seconds: { short: 4, long: 25 },
  bounds: { peakMegabytes: 700 },
  run: async ({ random, isOver, isShort, target, tried, expect }) => {
    const watched = await target();
    const { daemon } = watched;
    do {
      const limit = random.below(MOST_BYTES);
      await withLimit(daemon.pid, 'fsize', limit, async () => {
        const { end } = await watched.ask('separate', RECORDING, 'steps', 1);
        tried('jobs');
        expect(end === 'output-failed', `a job that could not write ended in ${end}`);
      });
      const { broken, temporary } = await lookAtOutputs(daemon.outputFolder);
      expect(broken.length + temporary.length === 0, `it left ${[...broken, ...temporary].join()}`);
    } while (!isOver());
    if (isShort) return;
    const recorded = ['input', `file:${RECORDING}`, 'output', 'none', 'record', 1];
    await watched.ask('live/start', ...recorded);
    await sleep(RECORDED_MS);
    await withLimit(daemon.pid, 'fsize', MOST_BYTES, () => sleep(RECORDED_MS));
    await watched.ask('live/stop');
    tried('live recordings');
    const { recordings, broken, temporary } = await lookAtOutputs(daemon.outputFolder);
    const kept = recordings.filter((file) => file.startsWith('live'));
    expect(kept.length > 0, 'nothing is left of a live recording that met a full disk');
    expect(broken.length + temporary.length === 0, `it left ${[...broken, ...temporary].join()}`);
  },
};
