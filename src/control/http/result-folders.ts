/**
 * Result folders: a finished result gets another name, or goes to the trash. Its folder is one that lies in the output folder itself and
 * holds a stems.json of ours; whatever else lies there is left alone.
 *
 * stems.json names its files by their names in the folder: it stays true. Those of results that were made of it, such as takes of its
 * stems, name it by its path, and are written anew (inputs-moved.ts).
 */
import path from 'node:path';

import { outputFailed } from '../../audio/output-failed.js';
import { MANIFEST_NAME, ownManifests } from '../../audio/own-files.js';
import { lstat, mkdir, realpath, rename, rmdir } from '../../file-system.js';
import { OperationalError } from '../../operational-error.js';
import { safeFileName } from '../../safe-file-name.js';
import { systemCodeOf } from '../../thrown-error.js';
import { writeInputsMoved } from './inputs-moved.js';
import type { Results } from './results.js';
import { moveToTrash } from './system-trash.js';

export interface ResultFolders {
  /**
   * @param name what the user calls it
   * @returns the result's id from now on
   * @throws OperationalError `input-missing`, `not-allowed`, `output-exists`, `output-failed`
   */
  rename(id: string, name: string): Promise<string>;
  /** @throws OperationalError `input-missing`, `not-allowed`, `output-failed` */
  remove(id: string): Promise<void>;
}

/**
 * @param outputFolder absolute
 * @param trash moves a folder to the system's trash
 */
export function createResultFolders(
  results: Pick<Results, 'finishedFolder' | 'moved'>,
  outputFolder: string,
  trash: (folder: string) => Promise<void> = moveToTrash,
): ResultFolders {
  return {
    async rename(id, name) {
      const folder = results.finishedFolder(id);
      await mustBeResult(folder, outputFolder);
      const renamed = path.join(outputFolder, safeFileName(name));
      if (renamed !== folder) {
        // as jobs name their inputs
        const from = await realpath(folder);
        await renameFolder(folder, renamed);
        const to = path.join(path.dirname(from), path.basename(renamed));
        const made = results.moved(id, { folder: renamed, from, to });
        for (const each of made) await writeInputsMoved(each, { from, to });
      }
      return path.basename(renamed);
    },
    async remove(id) {
      const folder = results.finishedFolder(id);
      await mustBeResult(folder, outputFolder);
      await trash(folder);
      results.moved(id, undefined);
    },
  };
}

/** What a folder is renamed over is another's; so are these on systems where an empty folder may be. */
const TAKEN: readonly string[] = ['EEXIST', 'ENOTEMPTY'];

/**
 * Nothing else is ever replaced: a folder of the new name is made first, which fails where there is anything, and the old one takes its
 * place, which the system does only while it is empty.
 * @throws OperationalError `output-exists`, `output-failed`
 */
async function renameFolder(folder: string, renamed: string): Promise<void> {
  try {
    await mkdir(renamed);
  } catch (error) {
    throw taken(renamed, error) ?? outputFailed(renamed, error);
  }
  try {
    // Windows takes no folder in the place of another, not of an empty one either
    if (process.platform === 'win32') await rmdir(renamed);
    await rename(folder, renamed);
  } catch (error) {
    // does nothing where somebody has put something into it
    await rmdir(renamed).catch(() => undefined);
    throw taken(renamed, error) ?? outputFailed(renamed, error);
  }
}

/** @throws OperationalError `not-allowed` on what is no result of the output folder */
async function mustBeResult(folder: string, outputFolder: string): Promise<void> {
  const entry = await lstat(folder).catch(() => undefined);
  const manifests = entry?.isDirectory() === true ? await ownManifests(folder) : [];
  const isResult =
    path.dirname(folder) === outputFolder && manifests.some(({ name }) => name === MANIFEST_NAME);
  if (isResult) return;
  throw new OperationalError(
    'not-allowed',
    `Expected a folder in ${outputFolder} with a ${MANIFEST_NAME} of Stemwright’s, got ${folder}. It is left as it is.`,
  );
}

function taken(folder: string, error: unknown): OperationalError | undefined {
  if (!TAKEN.includes(systemCodeOf(error) ?? '')) return undefined;
  return new OperationalError(
    'output-exists',
    `There is ${JSON.stringify(path.basename(folder))} already. Choose another name.`,
    { cause: error },
  );
}
