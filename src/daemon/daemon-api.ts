/**
 * The API of a daemon: settings and engine in, what its control surfaces reach out.
 */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';

import type { Settings } from '../config/settings.js';
import { createApi, type Api } from '../control/api/api.js';
import type { Engine } from '../control/api/engine.js';
import type { SetUp } from '../control/api/set-up.js';
import type { LogPort } from '../log-port.js';
import { packageVersion } from '../package-version.js';
import { inboxFolder } from './inbox-folder.js';
import { liveDefaults } from './live-defaults.js';

export interface DaemonApiParts {
  readonly engine: Engine;
  readonly setUp: SetUp;
  readonly settings: Settings;
  readonly log: LogPort;
}

/** @throws OperationalError `not-allowed`, `bad-argument` on settings that it refuses */
export function createDaemonApi({ engine, setUp, settings, log }: DaemonApiParts): Api {
  return createApi({
    engine,
    setUp,
    version: packageVersion(),
    mediaRoots:
      settings.pagePort === 'none'
        ? settings.mediaRoots
        : [...settings.mediaRoots, inboxFolder(settings)],
    outputFolderFor: (jobName) => newJobFolder(settings.outputFolder, jobName),
    defaults: settings,
    liveDefaults: liveDefaults(settings),
    log,
    token: settings.oscToken,
  });
}

/** A folder of its own for each job: two takes of one song must not replace each other. */
function newJobFolder(outputFolder: string, jobName: string): string {
  for (;;) {
    const folder = path.join(outputFolder, `${jobName}-${randomBytes(4).toString('hex')}`);
    if (!existsSync(folder)) return folder;
  }
}
