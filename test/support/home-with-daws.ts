/**
 * A home with DAWs: one of its own for processes, as a producer has it: Reaper's resource path with a list of actions, and a folder for
 * Live's User Library.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { filesBelow } from './files-below.js';
import { createFreshHome } from './fresh-home.js';
import { withTemporaryFolder } from './temporary-folder.js';

/** In latin1. */
export const USERS_LIST =
  'SCR 4 0 RS1ee9 "Custom: x.lua" x.lua\nKEY 1 69 0 0\t\t # Main : caf\xe9\n';
/** Below Reaper's resource path, once it is installed. */
export const ACTION = 'Scripts/Stemwright/Stemwright - Cancel.lua';

export interface HomeWithDaws {
  readonly env: NodeJS.ProcessEnv;
  readonly home: string;
  /** Reaper's resource path, with a list of actions */
  readonly reaper: string;
  readonly library: string;
}

export function withHomeOfDaws(use: (home: HomeWithDaws) => Promise<void>): Promise<void> {
  return withTemporaryFolder(async (folder) => {
    const { home, env } = await createFreshHome(folder);
    const reaper = path.join(home, '.config', 'REAPER');
    await mkdir(path.join(reaper, 'Scripts'), { recursive: true });
    await writeFile(path.join(reaper, 'reaper-kb.ini'), USERS_LIST, 'latin1');
    const library = path.join(folder, 'User Library');
    await mkdir(library);
    await use({ env, home, reaper, library });
  });
}

/** Every file below it with what it holds. */
export async function contentsOf(folder: string): Promise<Map<string, string>> {
  const files = (await filesBelow(folder)).sort();
  const contents = files.map((file) => readFile(path.join(folder, file), 'latin1'));
  return new Map((await Promise.all(contents)).map((text, index) => [files[index]!, text]));
}
