/**
 * Recordings below a folder: the audio files of a library, by what is in them, in a fixed order.
 *
 * Left out are names that begin with a dot (what file managers leave about), links (they may lead out, or round in a circle)
 * and our own stems: what a stems.json names is no recording. Of each file no more than the first bytes are read, unless ffprobe
 * has to be asked (recording-candidate.ts). What is left out and looks like audio is counted, so that nobody thinks it was done.
 */
import { extname, join } from 'node:path';

import { unreadableFolder } from '../file-errors.js';
import { folderEntries, type FolderEntry } from '../file-system.js';
import { parseValue, readJsonFile } from '../json-file.js';
import { throwIfCancelled, type OperationalError } from '../operational-error.js';
import { ffmpegTools } from './ffmpeg/find-ffmpeg.js';
import { kindByExtension } from './formats/formats.js';
import { CONFIDENCE_NAME, MANIFEST_NAME } from './own-files.js';
import { recordingCandidate, type LeftOutReason } from './recording-candidate.js';
import { namedFilesSchema } from './stem-folder-schema.js';

export interface RecordingsBelow {
  /** relative to the folder, one array of names a file; sorted */
  readonly files: readonly (readonly string[])[];
  /** how many files are left out because they are stems of ours */
  readonly stems: number;
  /** how many links there are, of any kind */
  readonly links: number;
  /** how many files that are called like audio or video have names that begin with a dot */
  readonly hidden: number;
  /** files that are called like audio or video, and are none that can be read: reason -> extension -> how many */
  readonly leftOut: ReadonlyMap<LeftOutReason, ReadonlyMap<string, number>>;
  /** folders that cannot be looked into */
  readonly problems: readonly OperationalError[];
}

/**
 * @param leaveOut absolute path of a folder that is not looked into, such as the one that results go to, if there is one
 * @param folder absolute path
 * @throws OperationalError `cancelled`
 */
export async function recordingsBelow(
  folder: string,
  leaveOut: string | undefined,
  signal?: AbortSignal,
): Promise<RecordingsBelow> {
  const tools = await ffmpegTools();
  const files: string[][] = [];
  const leftOut = new Map<LeftOutReason, Map<string, number>>();
  let stems = 0;
  let links = 0;
  let hidden = 0;
  const problems: OperationalError[] = [];
  const lookAt = async (names: readonly string[]): Promise<void> => {
    const extension = extname(names.at(-1)!).toLowerCase();
    const candidate = await recordingCandidate(join(folder, ...names), extension, tools, signal);
    if (candidate === 'recording') files.push([...names]);
    else if (candidate !== 'something else') count(leftOut, candidate, extension);
  };
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
      throwIfCancelled(signal);
      const { name, kind } = entry;
      const extension = extname(name).toLowerCase();
      const isCalledAudio = kindByExtension(extension) !== undefined;
      if (name.startsWith('.')) {
        if (kind === 'file' && isCalledAudio) hidden++;
        continue;
      }
      if (kind === 'link') links++;
      if (kind === 'other' && isCalledAudio) count(leftOut, 'no file', extension);
      if (ours.includes(name)) continue;
      if (kind === 'folder') await look([...names, name]);
      if (kind === 'file') await lookAt([...names, name]);
    }
  };
  await look([]);
  return { files, stems, links, hidden, leftOut, problems };
}

function count(
  leftOut: Map<LeftOutReason, Map<string, number>>,
  reason: LeftOutReason,
  extension: string,
): void {
  const ofReason = leftOut.get(reason) ?? new Map<string, number>();
  leftOut.set(reason, ofReason.set(extension, (ofReason.get(extension) ?? 0) + 1));
}

/** The files that a manifest of ours names; none where it is somebody else's, or broken. */
async function stemsIn(folder: string): Promise<string[]> {
  const content = await readJsonFile(join(folder, MANIFEST_NAME));
  const manifest = parseValue(content, namedFilesSchema);
  if (manifest === undefined) return [];
  const names = Object.keys(manifest.files).filter((name) => name !== CONFIDENCE_NAME);
  return [...new Set([...Object.values(manifest.stems).map(String), ...names])];
}
