/**
 * Scripts in Reaper that find no daemon start one, as the start file in the home folder says.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { runWithoutDaemon, withHomeWithoutDaemon } from '../support/home-without-daemon.js';
import { needsLua } from '../support/lua.js';
import { checkStartsDaemon } from '../support/reaper-starts-daemon.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

describe('Scripts in Reaper without a daemon', () => {
  needsLua();

  it('start it once, with the token in the file that the start file names, and go on', () =>
    checkStartsDaemon('udp', 'sixteen words of a secret'));

  it('say where its log is when it does not come, and start it once only', () =>
    withTemporaryFolder(async (folder) => {
      const program = path.join(folder, 'fails.cjs');
      await writeFile(program, 'console.error("cannot serve"); process.exitCode = 1;');
      await withHomeWithoutDaemon({ program, args: ['serve'] }, (home) =>
        runWithoutDaemon('start_fails', home, 'udp'),
      );
    }));
});
