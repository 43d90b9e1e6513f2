/**
 * The actions in Reaper without LuaSocket, where each message is a process of its own.
 */
import { describe, it } from 'mocha';

import { checkLiveFaders } from '../support/live-faders.js';
import { needsLua, runScenario } from '../support/lua.js';
import { checkStartsDaemon } from '../support/reaper-starts-daemon.js';
import { sharedDaemon } from '../support/shared-daemon.js';

describe('The actions in Reaper without LuaSocket', () => {
  needsLua();
  const daemon = sharedDaemon();

  const options = async () => ({
    daemon: daemon.current(),
    mediaFolder: await daemon.newMediaFolder(),
    link: 'cli' as const,
  });

  it('start a daemon where none runs, once, with Node and the token as the start file says', () =>
    checkStartsDaemon('cli', 'sixteen words of a secret'));

  it('generate a band into the time selection', async () =>
    runScenario('generate', await options()));

  it('make Reaper’s faders those of the live stems, one way', async () =>
    checkLiveFaders(daemon.current().port, await options()));
});
