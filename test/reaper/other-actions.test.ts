/**
 * The other actions in a stand-in for Reaper, against a real daemon: accompany, generate, live levels, settings and cancel.
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { needsLua, runScenario, withScenario, type ReaperLink } from '../support/lua.js';
import { answer, request } from '../support/osc-dialogue.js';
import { openUdpProbe } from '../support/osc-probes.js';
import { sharedDaemon } from '../support/shared-daemon.js';

const LINKS: readonly ReaperLink[] = ['udp', 'cli'];

describe('The other actions in Reaper', () => {
  needsLua();
  const daemon = sharedDaemon();

  const scenarioOptions = async (link: ReaperLink = 'udp') => ({
    daemon: daemon.current(),
    mediaFolder: await daemon.newMediaFolder(),
    link,
  });

  it('accompany the stems that tracks are named after, with something else each time', async () =>
    runScenario('accompany', await scenarioOptions()));

  for (const link of LINKS) {
    it(`generate a band into the time selection, over ${link}`, async () =>
      runScenario('generate', await scenarioOptions(link)));

    it(`mix live stems with Reaper's faders, over ${link}`, async () => {
      const options = await scenarioOptions(link);
      const somebody = await openUdpProbe(daemon.current().port);
      try {
        somebody.send(request('subscribe', 'levels'));
        await withScenario('live_levels', options, async (lua) => {
          // each stem as Reaper has it, and then as its user moves it
          const levels: Record<string, unknown[]> = {};
          const isMoved = (): boolean =>
            Math.abs(Number(levels['bass']?.[0]) - 20 * Math.log10(0.5)) < 1e-3 &&
            levels['drums']?.[1] === 1 &&
            levels['guitar']?.[2] === 1;
          while (!isMoved()) {
            const [name, , stem, ...level] = await answer(somebody);
            if (name === 'live/level') levels[String(stem)] = level;
          }
          somebody.send(request('live/gain', 'piano', -12));
          somebody.send(request('live/mute', 'piano', 1));
          assert.equal(await lua.ended(), 0, lua.output());
        });
      } finally {
        for (const stem of ['bass', 'drums', 'guitar', 'piano']) {
          somebody.send(request('live/gain', stem, 0));
          somebody.send(request('live/mute', stem, 0));
          somebody.send(request('live/solo', stem, 0));
        }
        await somebody.close();
      }
    });
  }

  it('ask for settings until they make sense, and keep them', async () =>
    runScenario('settings_dialog', await scenarioOptions()));
});
