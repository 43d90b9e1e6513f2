/**
 * The runtime file: which port the daemon of this user listens on, so that scripts find it by themselves.
 *
 *   $XDG_RUNTIME_DIR/stemwright/daemon.json, or <temporary folder>/stemwright-<user>/daemon.json
 *
 * Only the user can read it, and it holds no secret: a token is for the user to know. With several daemons it names the one that
 * started last and runs; each has a file of its own beside it, daemon-<pid>.json, so that this one can name another in the end.
 */
import { lstatSync, statSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { createFolder } from '../../audio/create-folder.js';
import { isRunning } from '../../audio/output-file.js';
import { ifMissing } from '../../file-errors.js';
import { outputFailed } from '../../audio/output-failed.js';
import { writeWholeFile } from '../../audio/whole-file.js';
import { OperationalError } from '../../operational-error.js';
import { parseValue, readJsonFile } from '../../json-file.js';
import { runtimeSchema, type RuntimeRecord } from './runtime-schema.js';

const OTHERS_MODE_BITS = 0o077;

/** @param environment the process's, or a test's */
export function runtimeFilePath(environment: NodeJS.ProcessEnv = process.env): string {
  const { XDG_RUNTIME_DIR: runtimeFolder } = environment;
  const folder =
    runtimeFolder !== undefined && path.isAbsolute(runtimeFolder) && isFolder(runtimeFolder)
      ? path.join(runtimeFolder, 'stemwright')
      : path.join(environment['TMPDIR'] ?? os.tmpdir(), `stemwright-${userName()}`);
  return path.join(folder, 'daemon.json');
}

/**
 * Appears whole or not at all.
 * @throws OperationalError `not-allowed` when the folder belongs to another user or others can use it; `output-failed`,
 *   `output-exists`
 */
export async function writeRuntimeFile(
  record: RuntimeRecord,
  file = runtimeFilePath(),
): Promise<void> {
  const folder = path.dirname(file);
  try {
    await createFolder(folder, 0o700);
    if (!isPrivate(folder)) throw notPrivate(folder);
    await removeFilesOfOthersGone(file);
    for (const each of [ownFile(record.pid, file), file]) await writeRecord(record, each);
  } catch (error) {
    throw outputFailed(`The runtime file ${file}`, error);
  }
}

/** @returns the record of a daemon that still runs, the one that started last, or undefined; also where others could have written it */
export async function readRuntimeFile(
  file = runtimeFilePath(),
): Promise<RuntimeRecord | undefined> {
  const record = await readRecord(file);
  if (record !== undefined && isRunning(record.pid)) return record;
  // its daemon was killed
  return (await othersRunning(file))[0];
}

/** A daemon has ended: the file names another that runs, or goes. */
export async function removeRuntimeFile(pid: number, file = runtimeFilePath()): Promise<void> {
  await rm(ownFile(pid, file), { force: true }).catch(ifMissing(undefined));
  const record = await readRecord(file);
  if (record?.pid !== pid) return;
  const [other] = await othersRunning(file);
  if (other === undefined) await rm(file, { force: true });
  else await writeRecord(other, file);
}

/** What a daemon of that process says of itself, whatever others do. */
function ownFile(pid: number, file: string): string {
  return path.join(path.dirname(file), `daemon-${pid}.json`);
}

/** Daemons that have a file of their own and run, the one that started last first. */
async function othersRunning(file: string): Promise<RuntimeRecord[]> {
  const found: { readonly record: RuntimeRecord; readonly startedMs: number }[] = [];
  for (const own of await ownFiles(file)) {
    const record = await readRecord(own);
    if (record === undefined || !isRunning(record.pid)) continue;
    const startedMs = (await stat(own).catch(() => undefined))?.mtimeMs ?? 0;
    found.push({ record, startedMs });
  }
  return found.sort((a, b) => b.startedMs - a.startedMs).map(({ record }) => record);
}

async function removeFilesOfOthersGone(file: string): Promise<void> {
  for (const own of await ownFiles(file)) {
    const record = await readRecord(own);
    if (record !== undefined && !isRunning(record.pid)) await rm(own, { force: true });
  }
}

async function ownFiles(file: string): Promise<string[]> {
  const folder = path.dirname(file);
  const names = await readdir(folder).catch((): string[] => []);
  return names
    .filter((name) => /^daemon-\d+\.json$/.test(name))
    .map((name) => path.join(folder, name));
}

async function writeRecord(record: RuntimeRecord, file: string): Promise<void> {
  await writeWholeFile(file, `${JSON.stringify(record)}\n`, { mode: 0o600 });
}

/** None is missing or unreadable, as one that is cut short: then no daemon can be found by it. */
async function readRecord(file: string): Promise<RuntimeRecord | undefined> {
  if (!isPrivate(path.dirname(file))) return undefined;
  return parseValue(await readJsonFile(file).catch(() => undefined), runtimeSchema);
}

/** A folder somebody else prepared in a shared place would let them say where the daemon is. */
function isPrivate(folder: string): boolean {
  if (process.getuid === undefined) return true;
  const facts = lstatSync(folder, { throwIfNoEntry: false });
  const isOurs = facts?.isDirectory() === true && facts.uid === process.getuid();
  return isOurs && (facts.mode & OTHERS_MODE_BITS) === 0;
}

function isFolder(folder: string): boolean {
  try {
    return statSync(folder).isDirectory();
  } catch {
    return false;
  }
}

function notPrivate(folder: string): OperationalError {
  return new OperationalError(
    'not-allowed',
    `Expected ${folder} to be a folder that only this user can use. Remove it and try again.`,
  );
}

function userName(): string {
  return process.getuid === undefined ? 'user' : String(process.getuid());
}
