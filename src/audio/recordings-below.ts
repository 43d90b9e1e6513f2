/**
 * Recordings below a folder: the audio files of a library, by name, in a fixed order.
 *
 * Left out are names that begin with a dot (what file managers leave about), links (they may lead out, or round in a circle)
 * and our own stems: what a stems.json names is no recording. Whether a file is audio is only found out when it is opened;
 * formats that are not read are counted, so that nobody thinks they were done.
 */
import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';

import { unreadableFolder } from '../file-errors.js';
import type { OperationalError } from '../operational-error.js';
import { formatByExtension } from './formats/formats.js';
import { CONFIDENCE_NAME, MANIFEST_NAME, readJsonObject } from './own-files.js';

export interface RecordingsBelow {
  /** relative to the folder, one array of names a file; sorted */
  readonly files: readonly (readonly string[])[];
  /** how many files are left out because they are stems of ours */
  readonly stems: number;
  /** extension -> how many files of audio have it that are not read */
  readonly unread: ReadonlyMap<string, number>;
  /** folders that cannot be looked into */
  readonly problems: readonly OperationalError[];
}

/**
 * @param leaveOut absolute path of a folder that is not looked into, such as the one that results go to
 * @param folder absolute path
 */
export async function recordingsBelow(folder: string, leaveOut: string): Promise<RecordingsBelow> {
  const files: string[][] = [];
  const unread = new Map<string, number>();
  let stems = 0;
  const problems: OperationalError[] = [];
  const look = async (names: readonly string[]): Promise<void> => {
    const here = join(folder, ...names);
    if (here === leaveOut && names.length > 0) return;
    const entries = await readdir(here, { withFileTypes: true }).catch((cause: unknown) => {
      problems.push(unreadableFolder(here, cause));
      return [];
    });
    const hasManifest = entries.some(({ name }) => name === MANIFEST_NAME);
    const ours = hasManifest ? await stemsIn(here) : [];
    stems += ours.length;
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const { name } = entry;
      if (name.startsWith('.') || ours.includes(name)) continue;
      if (entry.isDirectory()) await look([...names, name]);
      if (!entry.isFile()) continue;
      const extension = extname(name).toLowerCase();
      const format = formatByExtension(extension);
      if (format === 'read') files.push([...names, name]);
      else if (format === 'unread') {
        unread.set(extension, (unread.get(extension) ?? 0) + 1);
      }
    }
  };
  await look([]);
  return { files, stems, unread, problems };
}

/** The files that a manifest of ours names; none where it is somebody else's, or broken. */
async function stemsIn(folder: string): Promise<string[]> {
  const manifest = await readJsonObject(join(folder, MANIFEST_NAME));
  if (typeof manifest?.['stemwright'] !== 'string') return [];
  const { stems, files } = manifest;
  const names = Object.keys(files ?? {}).filter((name) => name !== CONFIDENCE_NAME);
  return [...new Set([...Object.values(stems ?? {}).map(String), ...names])];
}
