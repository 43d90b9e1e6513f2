/**
 * Own files: which files of a folder Stemwright made and nobody has changed since.
 *
 *   stems.json   { "stemwright": "0.1.0", "stems": { "bass": "bass.wav" }, "files": { "bass.wav": { "bytes": 1, "sha256": "..." } } }
 *
 * A file is ours where a manifest of ours in its folder lists it with the size and the SHA-256 that it has. Manifests of
 * releases before list no hashes: they count as ours while each of their files that is there has the size that frames, channels
 * and encoding give. The manifest of a run that was killed while its files got their names counts under its temporary name.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';

import { isOutOfResources, unreadableFolder } from '../file-errors.js';
import { exactLstat, lstat, open, readdir } from '../file-system.js';
import { parseValue, readJsonFile } from '../json-file.js';
import { throwIfCancelled } from '../operational-error.js';
import { finalNameOf } from './output-file.js';
import {
  confidenceMarkSchema,
  listedFilesSchema,
  unlistedFilesSchema,
  type FileFacts,
} from './stem-folder-schema.js';
import { wavFileBytes } from './wav-layout.js';

export const MANIFEST_NAME = 'stems.json';
export const CONFIDENCE_NAME = 'confidence.json';

export interface OwnManifest {
  /** of its file: stems.json, or a temporary name of it */
  readonly name: string;
  /** all that it says, of whichever release; not looked at here */
  readonly content: unknown;
  /** name of a file in the folder -> what it was when it was written */
  readonly files: ReadonlyMap<string, FileFacts>;
  /** whether confidence.json is ours, too, though of a release that did not list it */
  readonly hasConfidence: boolean;
}

/** Which file it is and in which state: changes whenever somebody writes to it or puts another in its place. */
export async function fileState(path: string): Promise<string | undefined> {
  const facts = await exactLstat(path).catch(() => undefined);
  if (facts === undefined) return undefined;
  return [facts.dev, facts.ino, facts.size, facts.mtimeNs].join(':');
}

const BUFFER_BYTES = 1 << 20;

/** Size and SHA-256, read a buffer at a time. @throws what the system says; OperationalError `cancelled` */
export async function measureFile(
  path: string,
  signal?: AbortSignal,
): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const handle = await open(path, 'r');
  try {
    const hash = createHash('sha256');
    const buffer = new Uint8Array(BUFFER_BYTES);
    for (let bytes = 0; ;) {
      throwIfCancelled(signal);
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, bytes);
      if (bytesRead === 0) return { bytes, sha256: hash.digest('hex') };
      hash.update(buffer.subarray(0, bytesRead));
      bytes += bytesRead;
    }
  } finally {
    await handle.close();
  }
}

/**
 * Those that can be read and are ours; none where there is no such folder.
 * @throws OperationalError `input-unreadable` while the system cannot look
 */
export async function ownManifests(folder: string): Promise<OwnManifest[]> {
  const names = await readdir(folder).catch((cause: unknown): string[] => {
    if (isOutOfResources(cause)) throw unreadableFolder(folder, cause);
    return [];
  });
  const manifests: OwnManifest[] = [];
  for (const name of names) {
    if (name !== MANIFEST_NAME && finalNameOf(name) !== MANIFEST_NAME) continue;
    const manifest = await readOwnManifest(folder, name);
    if (manifest !== undefined) manifests.push(manifest);
  }
  return manifests;
}

async function readOwnManifest(folder: string, name: string): Promise<OwnManifest | undefined> {
  // a link is nobody's of ours
  const entry = await lstat(join(folder, name)).catch(() => undefined);
  if (entry?.isFile() !== true) return undefined;
  const content = await readJsonFile(join(folder, name));
  const listed = parseValue(content, listedFilesSchema);
  if (listed !== undefined) {
    const files = new Map(Object.entries(listed.files));
    return { name, content, files, hasConfidence: false };
  }
  const unlisted = parseValue(content, unlistedFilesSchema);
  if (unlisted === undefined) return undefined;
  const facts = { bytes: wavFileBytes(unlisted, unlisted.frames), sha256: null };
  const files = new Map(Object.values(unlisted.stems).map((stem) => [stem, facts]));
  if (!(await haveTheirSizes(folder, files))) return undefined;
  return { name, content, files, hasConfidence: unlisted.comparedWith !== null };
}

async function haveTheirSizes(
  folder: string,
  files: ReadonlyMap<string, FileFacts>,
): Promise<boolean> {
  for (const [name, { bytes }] of files) {
    const entry = await lstat(join(folder, name)).catch(() => undefined);
    if (entry !== undefined && entry.size !== bytes) return false;
  }
  return true;
}

/** Hashes measured before, by path and state: nothing is read twice. */
export type MeasuredHashes = Map<string, string>;

/** Whether a file of the folder is one that these manifests list, unchanged. Links are nobody's of ours. */
export async function isOwnFile(
  folder: string,
  name: string,
  manifests: readonly OwnManifest[],
  measured: MeasuredHashes,
  signal?: AbortSignal,
): Promise<boolean> {
  const path = join(folder, name);
  const entry = await lstat(path).catch(() => undefined);
  if (entry?.isFile() !== true) return false;
  if (name === MANIFEST_NAME) return manifests.some((manifest) => manifest.name === name);
  if (name === CONFIDENCE_NAME && manifests.some(({ hasConfidence }) => hasConfidence)) {
    const mark = parseValue(await readJsonFile(path), confidenceMarkSchema);
    if (mark !== undefined) return true;
  }
  const ofThisSize = manifests
    .flatMap(({ files }) => files.get(name) ?? [])
    .filter(({ bytes }) => bytes === entry.size);
  if (ofThisSize.length === 0) return false;
  if (ofThisSize.some(({ sha256 }) => sha256 === null)) return true;
  const key = `${path}:${await fileState(path)}`;
  const sha256 = measured.get(key) ?? (await measureFile(path, signal)).sha256;
  measured.set(key, sha256);
  return ofThisSize.some((facts) => facts.sha256 === sha256);
}
