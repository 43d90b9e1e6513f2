/**
 * Recordings below a folder: the audio files of a library, by name, in a fixed order.
 *
 * Left out are names that begin with a dot (what file managers leave about), links (they may lead out, or round in a circle)
 * and our own stems: what a stems.json names is no recording. Whether a file is audio is only found out when it is opened;
 * formats that are not read are counted, so that nobody thinks they were done.
 */
import { extname, join } from 'node:path';

import { folderEntries, type FolderEntry } from '../file-system.js';
import { parseValue, readJsonFile } from '../json-file.js';
import { OperationalError } from '../operational-error.js';
import { formatByExtension } from './formats/formats.js';
import { CONFIDENCE_NAME, MANIFEST_NAME } from './own-files.js';
import { namedFilesSchema } from './stem-folder-schema.js';
import { systemCodeOf } from '../thrown-error.js';

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
    const entries = await folderEntries(here).catch((cause: unknown): FolderEntry[] => {
      problems.push(unreadableFolder(here, cause));
      return [];
    });
    const hasManifest = entries.some(({ name }) => name === MANIFEST_NAME);
    const ours = hasManifest ? await stemsIn(here) : [];
    stems += ours.length;
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const { name, kind } = entry;
      if (name.startsWith('.') || ours.includes(name)) continue;
      if (kind === 'folder') await look([...names, name]);
      if (kind !== 'file') continue;
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
  const content = await readJsonFile(join(folder, MANIFEST_NAME));
  const manifest = parseValue(content, namedFilesSchema);
  if (manifest === undefined) return [];
  const names = Object.keys(manifest.files).filter((name) => name !== CONFIDENCE_NAME);
  return [...new Set([...Object.values(manifest.stems).map(String), ...names])];
}

function unreadableFolder(folder: string, cause: unknown): OperationalError {
  const code = systemCodeOf(cause) ?? 'unknown error';
  return new OperationalError(
    'input-unreadable',
    `The folder ${folder} cannot be looked into (${code}). Change its permissions, or check the disk it lies on.`,
    { cause },
  );
}
