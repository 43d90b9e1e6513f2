/**
 * Create a folder, with those above it that are missing. Node's own recursive mkdir never returns where a file system takes no
 * folders at all (/proc), and says of a file in the way only that it is there.
 */
import { dirname } from 'node:path';

import { absolutePath, mkdir, stat } from '../file-system.js';
import { OperationalError } from '../operational-error.js';
import { systemCodeOf } from '../thrown-error.js';
import { outputFailed } from './output-failed.js';

/** There is no such folder, or a file is above it. */
const ABSENT = ['ENOENT', 'ENOTDIR'];

/** What is missing may be taken away meanwhile, by another run that is discarded beside this one. */
const TRIES = 2;

/**
 * @param mode permissions of the folders that are made @default what the process's mask leaves
 * @returns the outermost folder that had to be created, if any
 * @throws OperationalError `output-exists` where something else has the name of one of them; `output-failed`
 */
export function createFolder(folder: string, mode?: number): Promise<string | undefined> {
  return createMissing(absolutePath(folder), mode, TRIES);
}

/** Outermost first. */
async function createMissing(
  folder: string,
  mode: number | undefined,
  tries: number,
): Promise<string | undefined> {
  if (await isFolder(folder)) return undefined;
  const parent = dirname(folder);
  const firstCreated = parent === folder ? undefined : await createMissing(parent, mode, TRIES);
  try {
    await mkdir(folder, mode);
    return firstCreated ?? folder;
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === 'EEXIST' && (await isFolder(folder))) return firstCreated;
    if (code === 'ENOENT' && tries > 1) return createMissing(folder, mode, tries - 1);
    if (code === 'ENOENT' && (await isFolder(parent))) throw takesNone(parent, error);
    throw code === 'EEXIST' ? inTheWay(folder) : outputFailed(folder, error);
  }
}

/** False where there is none, or something else. @throws OperationalError `output-failed` where that cannot be told */
async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (ABSENT.includes(systemCodeOf(error) ?? '')) return false;
    throw outputFailed(path, error);
  }
}

function inTheWay(folder: string): OperationalError {
  return new OperationalError(
    'output-exists',
    `${folder} is needed as a folder, but a file, or a link that leads nowhere, has that name. Move it away or choose another folder.`,
  );
}

function takesNone(folder: string, cause: unknown): OperationalError {
  return new OperationalError(
    'output-failed',
    `${folder} takes no new folders. Choose another folder.`,
    { cause },
  );
}
