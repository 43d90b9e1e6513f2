/**
 * File copies: files of the package in folders of another program, put there and taken back.
 *
 * Nothing of the user's is lost: a file that is neither ours nor the same is replaced only when told to, and then kept beside under
 * another name. Taking back removes what is as it was written, leaves what somebody has changed since, and puts back what was kept.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { createFolder } from '../audio/create-folder.js';
import { placeNew } from '../audio/output-file.js';
import { outputFailed } from '../audio/output-failed.js';
import { writeWholeFile } from '../audio/whole-file.js';
import { ifMissing, isMissing } from '../file-errors.js';
import { lstat, rename, rmdir, stat, unlink } from '../file-system.js';
import { OperationalError } from '../operational-error.js';
import { systemCodeOf } from '../thrown-error.js';
import type { InstalledPlace } from './installed-schema.js';

export interface FileCopy {
  /** absolute */
  readonly from: string;
  /** below the folder, with "/" */
  readonly to: string;
}

type Placed = Pick<InstalledPlace, 'files' | 'kept' | 'folders'>;

/** What is there is kept beside under this name, or one with a number. */
const KEPT_SUFFIX = '.before-stemwright';

/** Paths below the folder that hold something else than we would put there, or have put there. */
export async function foreignFiles(
  folder: string,
  copies: readonly FileCopy[],
  before: Placed | undefined,
): Promise<string[]> {
  const foreign: string[] = [];
  for (const { from, to } of copies) {
    const found = await contentAt(path.join(folder, to));
    if (found === undefined) continue;
    const isOurs = found === before?.files[to] || found === sha256(await readFile(from));
    if (!isOurs) foreign.push(to);
  }
  return foreign;
}

/** What will lie at each path below the folder. */
export async function hashesOf(copies: readonly FileCopy[]): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const { from, to } of copies) files[to] = sha256(await readFile(from));
  return files;
}

/**
 * Puts all of them there; what an earlier version had put there and this one has not, goes.
 * @returns what there is to take back, and the paths below the folder that were written
 * @throws OperationalError `output-failed`
 */
export async function placeCopies(
  folder: string,
  copies: readonly FileCopy[],
  before: Placed | undefined,
): Promise<Placed & { readonly written: readonly string[] }> {
  const files = await hashesOf(copies);
  const kept: Record<string, string> = { ...before?.kept };
  const folders = [...(before?.folders ?? [])];
  const written: string[] = [];
  const foreign = await foreignFiles(folder, copies, before);
  for (const { from, to } of copies) {
    const target = path.join(folder, to);
    try {
      if ((await contentAt(target)) === files[to]) continue;
      folders.push(...(await createFoldersFor(folder, to)));
      if (foreign.includes(to)) kept[to] = await keepBeside(folder, to);
      // what a loss of power takes is in the package
      await writeWholeFile(target, await readFile(from), { isFlushed: false });
      written.push(to);
    } catch (error) {
      throw outputFailed(target, error);
    }
  }
  const gone = Object.entries(before?.files ?? {}).filter(([to]) => !(to in files));
  await removeUnchanged(folder, Object.fromEntries(gone));
  return { files, kept, folders: [...new Set(folders)], written };
}

export interface Removal {
  readonly removed: readonly string[];
  /** changed since, so somebody's own now */
  readonly left: readonly string[];
  /** the user's, which is where it was again */
  readonly restored: readonly string[];
}

/** @throws OperationalError `output-failed` */
export async function takeBackCopies(folder: string, placed: Placed): Promise<Removal> {
  try {
    const { removed, left } = await removeUnchanged(folder, placed.files);
    const restored: string[] = [];
    for (const [to, name] of Object.entries(placed.kept)) {
      if (left.includes(to)) continue;
      await placeNew(path.join(folder, name), path.join(folder, to)).catch(ifMissing(undefined));
      restored.push(to);
    }
    for (const made of [...placed.folders].reverse()) await removeEmpty(path.join(folder, made));
    return { removed, left, restored };
  } catch (error) {
    throw outputFailed(folder, error);
  }
}

async function removeUnchanged(
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<{ readonly removed: string[]; readonly left: string[] }> {
  const removed: string[] = [];
  const left: string[] = [];
  for (const [to, hash] of Object.entries(files)) {
    const found = await contentAt(path.join(folder, to));
    if (found === undefined) continue;
    if (found !== hash) {
      left.push(to);
      continue;
    }
    await unlink(path.join(folder, to));
    removed.push(to);
  }
  return { removed, left };
}

/** SHA-256 of a file; "link" or "folder" for what is none; undefined where there is nothing. */
export async function contentAt(file: string): Promise<string | undefined> {
  const entry = await lstat(file).catch(ifMissing(undefined));
  if (entry === undefined) return undefined;
  if (entry.isSymbolicLink()) return 'link';
  return entry.isFile() ? sha256(await readFile(file)) : 'folder';
}

export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** @returns those that had to be made, below the folder, with "/" */
async function createFoldersFor(folder: string, to: string): Promise<string[]> {
  const names = to.split('/').slice(0, -1);
  const made: string[] = [];
  for (let depth = 1; depth <= names.length; depth++) {
    const below = names.slice(0, depth).join('/');
    if (!(await isThere(path.join(folder, below)))) made.push(below);
  }
  await createFolder(path.join(folder, ...names));
  return made;
}

/** Those on the way to a folder that are not there, itself included; those that hold others first. */
export async function missingFolders(folder: string): Promise<string[]> {
  const missing: string[] = [];
  for (let each = folder; !(await isThere(each)); each = path.dirname(each)) missing.unshift(each);
  return missing;
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    (error: unknown) => !isMissing(error),
  );
}

/** Moves a file that is replaced aside. @returns where it is now, below the folder. @throws OperationalError `output-exists` for a folder, which is not moved */
export async function keepBeside(folder: string, to: string): Promise<string> {
  if ((await contentAt(path.join(folder, to))) === 'folder') {
    throw new OperationalError(
      'output-exists',
      `${path.join(folder, to)} is a folder, and a file of Stemwright belongs there. Move it away, and run this again.`,
    );
  }
  for (let number = 1; ; number++) {
    const name = `${to}${KEPT_SUFFIX}${number === 1 ? '' : `-${number}`}`;
    if ((await contentAt(path.join(folder, name))) !== undefined) continue;
    await rename(path.join(folder, to), path.join(folder, name));
    return name;
  }
}

/** Folders that hold something of others stay. */
export async function removeEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch((error: unknown) => {
    if (isMissing(error) || ['ENOTEMPTY', 'EEXIST'].includes(systemCodeOf(error) ?? '')) return;
    throw error;
  });
}
