/**
 * File copies: files of the package in folders of another program, put there and taken back.
 *
 * Nothing of the user's is lost: a file that is neither ours nor the same is replaced only when told to, and then kept beside under
 * another name. Taking back removes what is as it was written, leaves what somebody has changed since, and puts back what was kept.
 *
 * What will be done is planned first, so that the record can say it before anything changes: whatever breaks it off, all of it can be
 * taken back.
 */
import path from 'node:path';

import { createFolder } from '../audio/create-folder.js';
import { removeLeftoversOf } from '../audio/output-file.js';
import { outputFailed } from '../audio/output-failed.js';
import { writeWholeFile } from '../audio/whole-file.js';
import { isMissing } from '../file-errors.js';
import { rmdir, stat, unlink } from '../file-system.js';
import { systemCodeOf } from '../thrown-error.js';
import { contentAt, contentOf, sha256 } from './file-content.js';
import type { InstalledPlace } from './installed-schema.js';
import { keepBeside, keptName, putBack } from './kept-beside.js';

export interface FileCopy {
  /** absolute */
  readonly from: string;
  /** below the folder, with "/" */
  readonly to: string;
}

type Placed = Pick<InstalledPlace, 'files' | 'earlier' | 'kept' | 'folders'>;

/** Paths below the folder that hold something else than we would put there, or have put there. */
export async function foreignFiles(
  folder: string,
  copies: readonly FileCopy[],
  before: Placed | undefined,
): Promise<string[]> {
  const foreign: string[] = [];
  for (const { from, to } of copies) {
    const found = await contentAt(path.join(folder, to));
    if (found === undefined || (before !== undefined && isOurs(before, to, found))) continue;
    if (found !== sha256(await contentOf(from))) foreign.push(to);
  }
  return foreign;
}

/**
 * What there is to take back as soon as {@link placeCopies} has begun, and whenever it is broken off.
 * @throws OperationalError `output-exists` for a folder where a file belongs
 */
export async function planCopies(
  folder: string,
  copies: readonly FileCopy[],
  before: Placed | undefined,
): Promise<Placed> {
  const kept: Record<string, string> = { ...before?.kept };
  for (const to of await foreignFiles(folder, copies, before)) {
    kept[to] = await keptName(folder, to);
  }
  const folders = [...(before?.folders ?? [])];
  for (const { to } of copies) folders.push(...(await missingFoldersOf(folder, to)));
  return {
    files: { ...before?.files, ...(await hashesOf(copies)) },
    ...(before === undefined ? {} : { earlier: hashesBefore(before) }),
    kept,
    folders: [...new Set(folders)],
  };
}

/**
 * Puts all of them there; what an earlier version had put there and this one has not, goes.
 * @param planned by {@link planCopies}
 * @returns what there is to take back, and the paths below the folder that were written
 * @throws OperationalError `output-failed`, `output-exists`
 */
export async function placeCopies(
  folder: string,
  copies: readonly FileCopy[],
  before: Placed | undefined,
  planned: Placed,
): Promise<Placed & { readonly written: readonly string[] }> {
  const files = await hashesOf(copies);
  const written: string[] = [];
  const foreign = await foreignFiles(folder, copies, before);
  const kept: Record<string, string> = { ...planned.kept };
  for (const { from, to } of copies) {
    const target = path.join(folder, to);
    try {
      if ((await contentAt(target)) === files[to]) continue;
      await createFolder(path.dirname(target));
      await removeLeftoversOf(target);
      if (foreign.includes(to)) {
        kept[to] = planned.kept[to] ?? (await keptName(folder, to));
        await keepBeside(folder, to, kept[to]);
      }
      // what a loss of power takes is in the package
      await writeWholeFile(target, await contentOf(from), { isFlushed: false });
      written.push(to);
    } catch (error) {
      throw outputFailed(target, error);
    }
  }
  const gone = Object.keys(planned.files).filter((to) => !(to in files));
  try {
    await removeUnchanged(folder, planned, gone);
  } catch (error) {
    throw outputFailed(folder, error);
  }
  return { files, kept, folders: planned.folders, written };
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
    const { removed, left } = await removeUnchanged(folder, placed, Object.keys(placed.files));
    const restored: string[] = [];
    for (const [to, name] of Object.entries(placed.kept)) {
      if (!left.includes(to) && (await putBack(folder, to, name))) restored.push(to);
    }
    for (const made of [...placed.folders].reverse()) await removeEmpty(path.join(folder, made));
    return { removed, left, restored };
  } catch (error) {
    throw outputFailed(folder, error);
  }
}

async function removeUnchanged(
  folder: string,
  placed: Placed,
  names: readonly string[],
): Promise<{ readonly removed: string[]; readonly left: string[] }> {
  const removed: string[] = [];
  const left: string[] = [];
  for (const to of names) {
    await removeLeftoversOf(path.join(folder, to));
    const found = await contentAt(path.join(folder, to));
    if (found === undefined) continue;
    if (!isOurs(placed, to, found)) {
      left.push(to);
      continue;
    }
    await unlink(path.join(folder, to));
    removed.push(to);
  }
  return { removed, left };
}

/** Whether what is there is as this version or, where that was broken off, one before it has written it. */
function isOurs({ files, earlier }: Placed, to: string, found: string): boolean {
  return found === files[to] || earlier?.[to]?.includes(found) === true;
}

/** What may be there of all versions so far. */
function hashesBefore({ files, earlier = {} }: Placed): Record<string, string[]> {
  const hashes: Record<string, string[]> = {};
  for (const [to, hash] of Object.entries(files)) {
    hashes[to] = [...new Set([...(earlier[to] ?? []), hash])];
  }
  return hashes;
}

/** What will lie at each path below the folder. */
async function hashesOf(copies: readonly FileCopy[]): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const { from, to } of copies) files[to] = sha256(await contentOf(from));
  return files;
}

/** Those that have to be made for it, below the folder, with "/". */
async function missingFoldersOf(folder: string, to: string): Promise<string[]> {
  const names = to.split('/').slice(0, -1);
  const missing: string[] = [];
  for (let depth = 1; depth <= names.length; depth++) {
    const below = names.slice(0, depth).join('/');
    if (!(await isThere(path.join(folder, below)))) missing.push(below);
  }
  return missing;
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

/** Folders that hold something of others stay. */
export async function removeEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch((error: unknown) => {
    if (isMissing(error) || ['ENOTEMPTY', 'EEXIST'].includes(systemCodeOf(error) ?? '')) return;
    throw error;
  });
}
