/**
 * "Stemwright - Separate selected items" in a stand-in for Reaper, against a real daemon, over both ways to reach it.
 */
import { describe, it } from 'mocha';

import { needsLua, runScenario, type ReaperLink } from '../support/lua.js';
import { withRunningDaemon } from '../support/running-daemon.js';

const LINKS: readonly ReaperLink[] = ['udp', 'cli'];

describe('Separating items in Reaper', () => {
  needsLua();

  for (const link of LINKS) {
    it(`makes a trimmed item four aligned stem tracks that sum to it, over ${link}`, () =>
      withRunningDaemon((daemon) =>
        runScenario('separate_item', { daemon, mediaFolder: daemon.mediaFolder, link }),
      ));
  }
});
