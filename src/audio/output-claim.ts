/**
 * Output claim: which files of a folder a run may put its own in the place of.
 *
 *   nothing of that name             written
 *   one of ours, unchanged           replaced
 *   anything else                    refused, or with `replace` replaced and listed
 *   a folder, a device               refused
 *   an input, under whatever name    refused, whatever is asked for
 *
 * It only looks: a claim is taken before the work, so that hours are not spent in vain, and once more before the files get their
 * names. Unreadable files count as somebody else's.
 */
import { join } from 'node:path';

import { isOutOfResources } from '../file-errors.js';
import { lstat, stat } from '../file-system.js';
import { OperationalError } from '../operational-error.js';
import type { FileSet } from './file-set.js';
import {
  fileState,
  isOwnFile,
  MANIFEST_NAME,
  ownManifests,
  type MeasuredHashes,
  type OwnManifest,
} from './own-files.js';
import { outputFailed } from './output-failed.js';
import type { FileFacts } from './stem-folder-schema.js';

export interface OutputRules {
  /** never written over */
  readonly inputs?: readonly FileSet[];
  /** whether what is not ours may be replaced, too @default false */
  readonly replace?: boolean;
  /** whether a run may replace what that manifest lists @default any of ours */
  readonly mayReplace?: (manifest: OwnManifest) => boolean;
  readonly signal?: AbortSignal;
}

export interface OutputClaim {
  /** name -> the state of the file that is to be replaced; without an entry there is none */
  readonly existing: ReadonlyMap<string, string>;
  /** names of those that are not ours */
  readonly foreign: readonly string[];
  /** files of ours that the run does not write, as they are listed */
  readonly untouched: Readonly<Record<string, FileFacts>>;
  readonly manifests: readonly OwnManifest[];
}

/**
 * @param names of the files to be written
 * @param measured hashes of claims before
 * @throws OperationalError `output-exists`, `cancelled`
 */
export async function claimOutputs(
  folder: string,
  names: readonly string[],
  rules: OutputRules,
  measured: MeasuredHashes = new Map(),
): Promise<OutputClaim> {
  const { mayReplace = () => true, replace = false, signal } = rules;
  const ours = await ownManifests(folder);
  const manifests = ours.filter(mayReplace);
  const existing = new Map<string, string>();
  const foreign: string[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const state = await fileState(path);
    if (state === undefined) continue;
    await refuseInputs(path, rules);
    await refuseOtherThanFiles(path);
    existing.set(name, state);
    if (!(await isOurs(folder, name, manifests, measured, signal))) foreign.push(name);
  }
  if (foreign.length > 0 && !replace) {
    const isUnread = foreign.includes(MANIFEST_NAME) && !ours.some(isNamed);
    throw inTheWay(folder, foreign, isUnread);
  }
  const listed = manifests.flatMap(({ files }) => [...files]);
  const untouched = Object.fromEntries(listed.filter(([name]) => !names.includes(name)));
  return { existing, foreign, untouched, manifests };
}

/** A file that cannot be read is not ours to replace; being cancelled is another matter. */
async function isOurs(...question: Parameters<typeof isOwnFile>): Promise<boolean> {
  try {
    return await isOwnFile(...question);
  } catch (error) {
    if (error instanceof OperationalError) throw error;
    if (isOutOfResources(error)) throw outputFailed(question[0], error);
    return false;
  }
}

async function refuseInputs(path: string, { inputs = [] }: OutputRules): Promise<void> {
  for (const set of inputs) {
    if (!(await set.has(path))) continue;
    throw new OperationalError(
      'output-exists',
      `${path} is an input, and inputs are never written over. Choose another output folder.`,
    );
  }
}

async function refuseOtherThanFiles(path: string): Promise<void> {
  const entry = await lstat(path).catch(() => undefined);
  const target = await stat(path).catch(() => undefined);
  const isReplaceable = entry?.isFile() === true || entry?.isSymbolicLink() === true;
  if (isReplaceable && target?.isDirectory() !== true) return;
  throw new OperationalError(
    'output-exists',
    `${path} is in the way and is not a file. Move it away or choose another folder.`,
  );
}

function isNamed({ name }: OwnManifest): boolean {
  return name === MANIFEST_NAME;
}

/** @param isUnread whether there is a stems.json that says nothing to this release */
function inTheWay(folder: string, names: readonly string[], isUnread: boolean): OperationalError {
  const paths = names.map((name) => join(folder, name)).join(', ');
  const [is, it] = names.length === 1 ? ['is', 'it'] : ['are', 'them'];
  return new OperationalError(
    'output-exists',
    `${paths} ${is} in the way: not made by a run like this one, or changed since. ` +
      (isUnread ? 'The stems.json there is damaged, or of no release that this one knows. ' : '') +
      `Move ${it} away, choose another folder, or say --replace to replace ${it}.`,
  );
}
