/**
 * Reaper's places: its resource path, which holds the user's scripts, icons and list of actions.
 *
 * Reaper makes it when it is started first; "Options > Show REAPER resource path" shows it. A portable installation has it beside the
 * program: nobody but the user knows where.
 */
import path from 'node:path';

import { isFolder } from './is-folder.js';
import type { Surroundings } from './surroundings.js';

/** Below the resource path. */
export const REAPER_SCRIPTS = 'Scripts';
export const REAPER_ICONS = 'Data/toolbar_icons';
export const REAPER_ACTION_LIST = 'reaper-kb.ini';

/** @returns undefined where there is none */
export async function findResourcePath(surroundings: Surroundings): Promise<string | undefined> {
  for (const folder of candidates(surroundings)) if (await isFolder(folder)) return folder;
  return undefined;
}

function candidates({ platform, homeFolder, environment }: Surroundings): string[] {
  if (platform === 'darwin') {
    return [path.join(homeFolder, 'Library', 'Application Support', 'REAPER')];
  }
  if (platform === 'win32') {
    const roaming = environment['APPDATA'] ?? path.join(homeFolder, 'AppData', 'Roaming');
    return [path.join(roaming, 'REAPER')];
  }
  const usual = path.join(homeFolder, '.config');
  const flatpak = path.join(homeFolder, '.var', 'app', 'fm.reaper.Reaper', 'config');
  const places = [environment['XDG_CONFIG_HOME'] ?? usual, usual, flatpak];
  return places.map((place) => path.join(place, 'REAPER'));
}
