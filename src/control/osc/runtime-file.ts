/**
 * The runtime file: which port the daemon of this user listens on, so that scripts find it by themselves.
 *
 *   $XDG_RUNTIME_DIR/stemwright/daemon.json, or <temporary folder>/stemwright-<user>/daemon.json
 *
 * Only the user can read it, and it holds no secret: a token is for the user to know. With several daemons it names the one that
 * started last.
 */
import { lstatSync, statSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { isRunning } from '../../audio/output-file.js';
import { writeWholeFile } from '../../audio/whole-file.js';
import { OperationalError } from '../../operational-error.js';
import { parseValue, readJsonFile } from '../../json-file.js';
import { runtimeSchema, type RuntimeRecord } from './runtime-schema.js';
import { messageOf } from '../../thrown-error.js';

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
 * @throws OperationalError `not-allowed` when the folder belongs to another user or others can use it; `output-failed`
 */
export async function writeRuntimeFile(
  record: RuntimeRecord,
  file = runtimeFilePath(),
): Promise<void> {
  const folder = path.dirname(file);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if (!isPrivate(folder)) throw notPrivate(folder);
    await writeWholeFile(file, `${JSON.stringify(record)}\n`, 0o600);
  } catch (error) {
    if (error instanceof OperationalError) throw error;
    const message = messageOf(error);
    throw new OperationalError(
      'output-failed',
      `Cannot write the runtime file ${file}: ${message}.`,
      {
        cause: error,
      },
    );
  }
}

/** @returns the record of a daemon that still runs, or undefined; also where others could have written it */
export async function readRuntimeFile(
  file = runtimeFilePath(),
): Promise<RuntimeRecord | undefined> {
  const record = await readRecord(file);
  return record !== undefined && isRunning(record.pid) ? record : undefined;
}

/** Removes the file, unless another daemon has written it since. */
export async function removeRuntimeFile(pid: number, file = runtimeFilePath()): Promise<void> {
  const record = await readRecord(file);
  if (record?.pid === pid) await rm(file, { force: true });
}

/** None is missing or unreadable, as one that is cut short: then no daemon can be found by it. */
async function readRecord(file: string): Promise<RuntimeRecord | undefined> {
  if (!isPrivate(path.dirname(file))) return undefined;
  return parseValue(await readJsonFile(file), runtimeSchema);
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
