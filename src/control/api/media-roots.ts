/**
 * Media roots: the folders whose files clients may name. A path from the network is resolved to what it really is, links followed,
 * and that must lie under a root. Outside the roots nothing is said, not even whether a file exists.
 *
 * The check is of the moment. Who may write to the disk could put a link in place afterwards: whatever opens the path looks again
 * (audio/opened-within), and is told the roots.
 */
import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import path from 'node:path';

import { isWithin, realFolders } from '../../audio/opened-within.js';
import { OperationalError } from '../../operational-error.js';
import { systemCodeOf } from '../../thrown-error.js';
import { quoted } from './field.js';

export interface MediaRoots {
  /** the roots, for whoever opens what lies in them */
  readonly folders: readonly string[];
  /**
   * @returns the real path of a readable regular file
   * @throws OperationalError `bad-argument`, `not-allowed`, `input-missing`, `input-unreadable`
   */
  file(given: string): Promise<string>;
  /** The same for a folder; a root is one too. */
  folder(given: string): Promise<string>;
  /** Whether it is a folder, or a file. @throws OperationalError as `folder` does for what is neither */
  isFolder(given: string): Promise<boolean>;
}

interface Found {
  readonly real: string;
  readonly isFolder: boolean;
}

/** @param roots absolute; those that do not exist (a drive that is not there) hold nothing */
export function createMediaRoots(roots: readonly string[]): MediaRoots {
  const relative = roots.find((root) => !path.isAbsolute(root));
  if (relative !== undefined) {
    throw new OperationalError(
      'bad-argument',
      `Expected media roots to be absolute paths, got "${relative}".`,
    );
  }

  async function resolve(
    given: string,
    kind: 'file' | 'folder' | 'file or folder',
  ): Promise<Found> {
    if (given.includes('\0') || !path.isAbsolute(given)) {
      throw new OperationalError(
        'bad-argument',
        `Expected the absolute path of a ${kind}, got ${quoted(given)}.`,
      );
    }
    const realRoots = await realFolders(roots);
    const real = await realpath(given).catch((error: unknown) => {
      // a missing file has no real path: what it would be is judged by its name
      if (!isWithin([...roots, ...realRoots], path.resolve(given))) throw outside(given, roots);
      throw unreachable(given, kind, error);
    });
    if (!isWithin(realRoots, real)) throw outside(given, roots);
    const facts = await stat(real);
    const isFolder = facts.isDirectory();
    const fits = isFolder ? kind !== 'file' : facts.isFile() && kind !== 'folder';
    if (!fits) {
      throw new OperationalError(
        'bad-argument',
        `Expected a ${kind}, but ${quoted(given)} is ${isFolder ? 'a folder' : 'none'}.`,
      );
    }
    await access(real, constants.R_OK).catch((error: unknown) => {
      throw unreachable(given, kind, error);
    });
    return { real, isFolder };
  }

  return {
    folders: roots,
    file: async (given) => (await resolve(given, 'file')).real,
    folder: async (given) => (await resolve(given, 'folder')).real,
    isFolder: async (given) => (await resolve(given, 'file or folder')).isFolder,
  };
}

function outside(given: string, roots: readonly string[]): OperationalError {
  return new OperationalError(
    'not-allowed',
    `${quoted(given)} is outside the media roots (${roots.join(', ')}). ` +
      'Move it there, or start the daemon with its folder as a media root.',
  );
}

function unreachable(given: string, kind: string, error: unknown): OperationalError {
  const code = systemCodeOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR'
    ? new OperationalError('input-missing', `There is no ${kind} ${quoted(given)}.`, {
        cause: error,
      })
    : new OperationalError(
        'input-unreadable',
        `${quoted(given)} cannot be read (${code ?? 'unknown'}). Check its permissions.`,
        { cause: error },
      );
}
