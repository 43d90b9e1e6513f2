/**
 * One running daemon for all tests of a suite, each of which has a media folder of its own.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { after, before } from 'mocha';

import {
  withRunningDaemon,
  type RunningDaemon,
  type RunningDaemonOptions,
} from './running-daemon.js';

export interface SharedDaemon {
  readonly current: () => RunningDaemon;
  /** a new folder below the daemon's media folder */
  readonly newMediaFolder: () => Promise<string>;
}

/** To be called in a suite. */
export function sharedDaemon(options: RunningDaemonOptions = {}): SharedDaemon {
  let daemon: RunningDaemon | undefined;
  let release: () => void = () => undefined;
  let ended: Promise<void> | undefined;
  let folders = 0;

  before('the daemon starts', async () => {
    await new Promise<void>((started, failed) => {
      ended = withRunningDaemon((running) => {
        daemon = running;
        started();
        return new Promise<void>((resolve) => (release = resolve));
      }, options);
      ended.catch(failed);
    });
  });

  after('the daemon ends', async () => {
    release();
    await ended;
  });

  const current = (): RunningDaemon => {
    if (daemon === undefined) throw new Error('the daemon is there in tests only');
    return daemon;
  };
  return {
    current,
    newMediaFolder: async () => {
      const folder = path.join(current().mediaFolder, `project ${folders++}`);
      await mkdir(folder);
      return folder;
    },
  };
}
