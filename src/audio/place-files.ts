/**
 * Place files: gives the finished files of a run their names, the manifest last, within what a claim permits.
 *
 *   documents of before put aside -> stems -> documents -> what was put aside removed
 *
 * A name that was free is taken only if it still is; a file that may be replaced is looked at once more right before. Where it
 * fails before anything was replaced, all is as it was before.
 */
import { basename, join } from 'node:path';

import { removeFile, rename } from '../file-system.js';
import { OperationalError } from '../operational-error.js';
import type { OutputClaim } from './output-claim.js';
import { isLeftover, placeNew, temporaryPathFor } from './output-file.js';
import { fileState, isOwnFile, type MeasuredHashes } from './own-files.js';

export interface OutputDocument {
  readonly name: string;
  readonly path: string;
  readonly temporaryPath: string;
  isWritten: boolean;
}

export interface Placement {
  readonly folder: string;
  readonly stems: readonly { readonly path: string; readonly temporaryPath: string }[];
  /** the manifest last; those that are not written are taken away where they are ours */
  readonly documents: readonly OutputDocument[];
  readonly claim: OutputClaim;
  readonly measured: MeasuredHashes;
  /** called when the first file of before is gone */
  readonly onReplaced: () => void;
}

/** @throws OperationalError `output-exists`; what the system says otherwise */
export async function placeFiles(placement: Placement): Promise<void> {
  const { folder, stems, documents, claim, onReplaced } = placement;
  /** path -> where it is now */
  const aside = new Map<string, string>();
  /** path -> its state right after it got its name */
  const placed = new Map<string, string | undefined>();
  let hasReplaced = false;
  try {
    await putDocumentsAside(placement, aside);
    for (const { temporaryPath, path } of [...stems, ...documents.filter((one) => one.isWritten)]) {
      const state = aside.has(path) ? undefined : claim.existing.get(basename(path));
      if (state === undefined) {
        await placeNew(temporaryPath, path);
        placed.set(path, await fileState(path));
      } else {
        await refuseChanged(path, state);
        await rename(temporaryPath, path);
        if (!hasReplaced) onReplaced();
        hasReplaced = true;
      }
    }
  } catch (error) {
    if (!hasReplaced) {
      // another run that ends just now may have put its own in their place
      for (const [path, state] of placed) {
        if ((await fileState(path)) === state) await removeFile(path);
      }
      // where it cannot go back it stays under its temporary name, by which the next run knows it; the error says why
      for (const [path, temporaryPath] of aside) {
        await placeNew(temporaryPath, path).catch(() => undefined);
      }
    }
    throw error;
  }
  const leftovers = claim.manifests
    .map(({ name }) => name)
    .filter((name) => isLeftover(name, true));
  const done = [...aside.values(), ...leftovers.map((name) => join(folder, name))];
  for (const path of done) await removeFile(path);
}

/** None may lie beside other stems than its own. */
async function putDocumentsAside(
  { folder, documents, claim, measured }: Placement,
  aside: Map<string, string>,
): Promise<void> {
  for (const { name, path } of documents.toReversed()) {
    if (!(await isOwnFile(folder, name, claim.manifests, measured))) continue;
    const state = claim.existing.get(name);
    if (state !== undefined) await refuseChanged(path, state);
    const temporaryPath = temporaryPathFor(path);
    await rename(path, temporaryPath);
    aside.set(path, temporaryPath);
  }
}

async function refuseChanged(path: string, state: string): Promise<void> {
  if ((await fileState(path)) === state) return;
  throw new OperationalError(
    'output-exists',
    `${path} has been changed meanwhile, and stays. Move it away or choose another folder, and run this again.`,
  );
}
