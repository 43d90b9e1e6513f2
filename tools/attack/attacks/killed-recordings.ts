/**
 * Killed recordings: kill -9 at random moments of a live session that records, and a new start on the same folders; then the same
 * with SIGHUP, which lets it end what it does.
 */
import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

import { repositoryPath } from '../../../test/support/repository.js';
import type { Attack } from '../attack.js';
import { lookAtOutputs } from '../whole-results.js';

const RECORDING = repositoryPath('test', 'fixtures', 'demo-band', 'mixture.flac');
const LATEST_MS = 3000;
const LOG_MS = 200;
const STOPS_WITHIN_MS = 5000;

export const killedRecordings: Attack = {
  name: 'killed-recordings',
  holds: 'What a killed daemon had recorded is there, or is named, at the next start.',
  seconds: { long: 40 },
  bounds: { peakMegabytes: 700 },
  run: async ({ random, isOver, target, tried, expect }) => {
    const watched = await target({});
    const { daemon } = watched;
    const recorded = ['input', `file:${RECORDING}`, 'output', 'none', 'record', 1];
    const folders = async (): Promise<string[]> =>
      (await readdir(daemon.outputFolder)).filter((name) => name.startsWith('live'));
    do {
      const known = await folders();
      await watched.ask('live/start', ...recorded);
      await sleep(random.between(0, LATEST_MS));
      const [folder] = (await folders()).filter((name) => !known.includes(name));
      await watched.kill();
      const lines: string[] = [];
      const stop = daemon.log.onLine((line) => lines.push(line));
      await watched.restart();
      await sleep(LOG_MS);
      stop();
      tried('kills');
      if (folder === undefined) continue;
      const { recordings, broken, temporary } = await lookAtOutputs(daemon.outputFolder);
      const isHere = (file: string): boolean => file.startsWith(folder);
      const isNamed = lines.some((line) => line.includes(folder));
      expect(broken.length === 0, `a file is broken: ${broken.join()}`);
      expect(
        isNamed || (recordings.some(isHere) && !temporary.some(isHere)),
        'a killed recording is neither there nor named at the next start',
      );
    } while (!isOver());
    await watched.ask('live/start', ...recorded);
    await sleep(LATEST_MS);
    const known = (await lookAtOutputs(daemon.outputFolder)).recordings.length;
    daemon.signal('SIGHUP');
    for (let waitedMs = 0; daemon.isRunning && waitedMs < STOPS_WITHIN_MS; waitedMs += 50) {
      await sleep(50);
    }
    tried('hangups');
    expect(!daemon.isRunning, 'it does not end at SIGHUP');
    const { recordings } = await lookAtOutputs(daemon.outputFolder);
    expect(recordings.length > known, 'nothing is left of a recording that SIGHUP ended');
    await watched.kill();
    await watched.restart();
  },
};
