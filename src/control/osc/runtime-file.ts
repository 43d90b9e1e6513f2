/**
 * The runtime file: which port the daemon of this user listens on, so that scripts find it by themselves.
 *
 *   $XDG_RUNTIME_DIR/stemwright/daemon.json, or <temporary folder>/stemwright-<user>/daemon.json
 *
 * Only the user can read it, and it holds no secret: a token is for the user to know. With several daemons it names the one that
 * started last.
 */
import { lstatSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { createFolder } from '../../audio/create-folder.js';
import { isRunning } from '../../audio/output-file.js';
import { outputFailed } from '../../audio/output-failed.js';
import { writeWholeFile } from '../../audio/whole-file.js';
import { OperationalError } from '../../operational-error.js';
import { parseValue, readJsonFile } from '../../json-file.js';
import { runtimeSchema, type RuntimeRecord } from './runtime-schema.js';

const OTHERS_MODE_BITS = 0o077;

/** @param environment the process's, or a test's */
export function runtimeFilePath(environment: NodeJS.ProcessEnv = process.env): string {
  const { XDG_RUNTIME_DIR: runtimeFolder } = environment;
  const isUsable = runtimeFolder !== undefined && path.isAbsolute(runtimeFolder);
  const folder =
    isUsable && statSync(runtimeFolder, { throwIfNoEntry: false })?.isDirectory() === true
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
    checkPrivate(folder);
    await writeWholeFile(file, `${JSON.stringify(record)}\n`, 0o600);
  } catch (error) {
    throw outputFailed(`The runtime file ${file}`, error);
  }
}

/** @returns the record of a daemon that still runs, or undefined */
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
  return parseValue(await readJsonFile(file), runtimeSchema);
}

/** A folder somebody else prepared in a shared place would let them say where the daemon is. */
function checkPrivate(folder: string): void {
  if (process.getuid === undefined) return;
  const facts = lstatSync(folder);
  const isOurs = facts.isDirectory() && facts.uid === process.getuid();
  if (!isOurs || (facts.mode & OTHERS_MODE_BITS) !== 0) {
    throw new OperationalError(
      'not-allowed',
      `Expected ${folder} to be a folder that only this user can use. Remove it and try again.`,
    );
  }
}

function userName(): string {
  return process.getuid === undefined ? 'user' : String(process.getuid());
}
