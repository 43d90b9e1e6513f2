/**
 * Live's places: where Ableton Live's User Library is, and where in it a device for audio tracks belongs.
 *
 * Users can move the library. Live writes where it is to Library.cfg, beside its preferences, one for each release:
 *
 *   <UserLibrary> ... <ProjectPath Value="/Volumes/Audio/Ableton" /> <ProjectName Value="User Library" /> ... </UserLibrary>
 *
 * The newest release's counts, where that library is there; else the place that Live takes by itself. There is no Live for Linux.
 */
import path from 'node:path';

import { readdir, readText } from '../file-system.js';
import { isFolder } from './is-folder.js';
import type { Surroundings } from './surroundings.js';

/** Below the User Library. */
export const LIVE_DEVICE_FOLDER = 'Presets/Audio Effects/Max Audio Effect';
const LIBRARY_NAME = 'User Library';

/** @returns undefined where there is none, or nobody knows */
export async function findUserLibrary(surroundings: Surroundings): Promise<string | undefined> {
  const candidates: string[] = [];
  for (const file of await configFiles(surroundings)) {
    const library = libraryOf(await readText(file).catch(() => ''));
    if (library !== undefined) candidates.push(library);
  }
  candidates.push(...usualPlaces(surroundings));
  for (const folder of candidates) if (await isFolder(folder)) return folder;
  return undefined;
}

function usualPlaces({ platform, homeFolder }: Surroundings): string[] {
  if (platform === 'darwin') return [path.join(homeFolder, 'Music', 'Ableton', LIBRARY_NAME)];
  if (platform === 'win32') return [path.join(homeFolder, 'Documents', 'Ableton', LIBRARY_NAME)];
  return [];
}

/** Those of the newest release first. */
async function configFiles({ platform, homeFolder, environment }: Surroundings): Promise<string[]> {
  const isMac = platform === 'darwin';
  if (!isMac && platform !== 'win32') return [];
  const parent = isMac
    ? path.join(homeFolder, 'Library', 'Preferences', 'Ableton')
    : path.join(environment['APPDATA'] ?? path.join(homeFolder, 'AppData', 'Roaming'), 'Ableton');
  const releases = (await readdir(parent).catch((): string[] => []))
    .filter((name) => name.startsWith('Live '))
    .sort((a, b) => compareVersions(numbersIn(b), numbersIn(a)));
  const inner = isMac ? [] : ['Preferences'];
  return releases.map((release) => path.join(parent, release, ...inner, 'Library.cfg'));
}

/** "Live 12.10.1" -> 12, 10, 1 */
function numbersIn(name: string): number[] {
  return (name.match(/\d+/g) ?? []).map(Number);
}

function compareVersions(a: readonly number[], b: readonly number[]): number {
  const at = Array.from({ length: Math.max(a.length, b.length) }, (_, index) => index).find(
    (index) => (a[index] ?? 0) !== (b[index] ?? 0),
  );
  return at === undefined ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

/** Where a Library.cfg says that the library is; undefined where it does not say. */
export function libraryOf(text: string): string | undefined {
  const part = /<UserLibrary>(.*?)<\/UserLibrary>/s.exec(text)?.[1] ?? '';
  const value = (tag: string): string | undefined => {
    const found = new RegExp(`<${tag}\\s+Value="([^"]*)"`).exec(part)?.[1];
    return found === undefined || found === '' ? undefined : unescaped(found);
  };
  const parent = value('ProjectPath');
  return parent === undefined ? undefined : path.join(parent, value('ProjectName') ?? '');
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

function unescaped(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (all, hex, decimal, name) => {
    if (typeof hex === 'string') return String.fromCodePoint(Number.parseInt(hex, 16));
    if (typeof decimal === 'string') return String.fromCodePoint(Number(decimal));
    return ENTITIES[String(name)] ?? all;
  });
}
