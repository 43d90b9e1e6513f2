/**
 * Disk usage: how many bytes the files have that are kept: results of the output folder, captures among them, and the inbox.
 *
 * Of the output folder only folders with a stems.json count: the others are not ours.
 */
import path from 'node:path';

import { MANIFEST_NAME } from '../../audio/own-files.js';
import { folderEntries, lstat } from '../../file-system.js';
import { isCaptureName } from '../api/requested-source.js';

export interface DiskUsage {
  readonly results: FolderUsage;
  /** parts of the live input that jobs were asked to separate; they lie in the results' folders */
  readonly captures: FolderUsage;
  readonly inbox: FolderUsage;
}

interface FolderUsage {
  readonly folder: string;
  readonly bytes: number;
}

interface FoundFile {
  readonly name: string;
  readonly bytes: number;
}

/** @param folders absolute; those that are missing hold nothing */
export async function diskUsage(folders: {
  readonly outputFolder: string;
  readonly inboxFolder: string;
}): Promise<DiskUsage> {
  const { outputFolder, inboxFolder } = folders;
  let [results, captures] = [0, 0];
  for (const { name, kind } of await entriesOf(outputFolder)) {
    if (kind !== 'folder') continue;
    const files = await filesBelow(path.join(outputFolder, name));
    if (!files.some((file) => file.name === MANIFEST_NAME)) continue;
    captures += bytesOf(files.filter((file) => isCaptureName(file.name)));
    results += bytesOf(files.filter((file) => !isCaptureName(file.name)));
  }
  return {
    results: { folder: outputFolder, bytes: results },
    captures: { folder: outputFolder, bytes: captures },
    inbox: { folder: inboxFolder, bytes: bytesOf(await filesBelow(inboxFolder)) },
  };
}

/** Links are not followed. */
async function filesBelow(folder: string): Promise<FoundFile[]> {
  const files: FoundFile[] = [];
  for (const { name, kind } of await entriesOf(folder)) {
    const entry = path.join(folder, name);
    if (kind === 'folder') files.push(...(await filesBelow(entry)));
    if (kind !== 'file') continue;
    const facts = await lstat(entry).catch(() => undefined);
    if (facts !== undefined) files.push({ name, bytes: facts.size });
  }
  return files;
}

/** None of what is gone meanwhile, or cannot be looked into. */
function entriesOf(folder: string): Promise<Awaited<ReturnType<typeof folderEntries>>> {
  return folderEntries(folder).catch(() => []);
}

function bytesOf(files: readonly FoundFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
