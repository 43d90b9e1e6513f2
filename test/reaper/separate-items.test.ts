/**
 * "Stemwright - Separate selected items" in a stand-in for Reaper, against a real daemon, over both ways to reach it.
 */
import { describe, it } from 'mocha';

import { needsLua, runScenario, type ReaperLink } from '../support/lua.js';
import { sharedDaemon } from '../support/shared-daemon.js';

const LINKS: readonly ReaperLink[] = ['udp', 'cli'];

describe('Separating items in Reaper', () => {
  needsLua();
  const daemon = sharedDaemon();

  const scenario = async (name: string, link: ReaperLink = 'udp'): Promise<void> =>
    runScenario(name, {
      daemon: daemon.current(),
      mediaFolder: await daemon.newMediaFolder(),
      link,
    });

  for (const link of LINKS) {
    it(`makes a trimmed item four aligned stem tracks that sum to it, over ${link}`, () =>
      scenario('separate_item', link));
  }

  it('separates what items play, not their files: channel modes, rates, loops, takes, reversed sources', () =>
    scenario('all_kinds_of_items'));

  it('respects the time selection, and places stems on tracks, as takes, or in place', () =>
    scenario('time_selection'));

  it('takes razor edits for what is meant, several of an item, and in lanes', () =>
    scenario('razor_edits'));

  it('goes on with the project it was started in, whichever tab is in front', () =>
    scenario('other_tab'));

  it('makes tracks that add nothing, whatever the user’s new tracks have', () =>
    scenario('new_tracks'));

  it('has stems follow the tempo as their item does, in its group', () => scenario('timebase'));

  it('keeps stems in the folder that the item’s track ends', () => scenario('inside_a_folder'));

  it('places the items that were done before one that fails', () => scenario('one_of_two'));

  it('refuses what is no audio before anything starts', () => scenario('refused_items'));

  it('has a window that is there first, as fine as the display, and leaves the space bar to Reaper', () =>
    scenario('window'));
});
