/**
 * The other actions in a stand-in for Reaper, against a real daemon: accompany, generate, live levels, settings and cancel.
 */
import { describe, it } from 'mocha';

import { checkLiveFaders } from '../support/live-faders.js';
import { needsLua, runScenario } from '../support/lua.js';
import { withOlderDaemon } from '../support/older-daemon.js';
import { sharedDaemon } from '../support/shared-daemon.js';

describe('The other actions in Reaper', () => {
  needsLua();
  const daemon = sharedDaemon();

  const options = async () => ({
    daemon: daemon.current(),
    mediaFolder: await daemon.newMediaFolder(),
  });

  it('accompany the stems that tracks are named after, with something else each time', async () =>
    runScenario('accompany', await options()));

  it('accompany a drum bus by what is in it', async () =>
    runScenario('bus_folder', await options()));

  it('generate a band into the time selection', async () =>
    runScenario('generate', await options()));

  it('make Reaper’s faders those of the live stems, both ways, and end when run again', async () =>
    checkLiveFaders(daemon.current().port, await options()));

  it('name tracks after stems also where an older daemon tells no looks', () =>
    withOlderDaemon(daemon.current(), '/stemwright/model/stems', async (port) =>
      runScenario('older_daemon', { ...(await options()), env: { STAND_IN_PORT: String(port) } }),
    ));

  it('have their settings in a menu', async () => runScenario('settings_menu', await options()));
});
