/**
 * The runtime file: which port the daemon of this user listens on, so that scripts need not be told.
 *
 *   $XDG_RUNTIME_DIR/stemwright/daemon.json, or <temporary folder>/stemwright-<user>/daemon.json
 *
 * Only the user can read it, and it holds no secret: a token is for the user to know. With several daemons it names the one that
 * started last.
 */
import { lstatSync, statSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { OperationalError } from '../../operational-error.js';
import { writeWholeFile } from '../whole-file.js';

export interface RuntimeRecord {
  readonly pid: number;
  readonly host: string;
  readonly port: number;
  /** of the daemon */
  readonly version: string;
  readonly needsToken: boolean;
}

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
 * @throws OperationalError `not-allowed` when the folder belongs to another user or others can use it; `output-failed`
 */
export async function writeRuntimeFile(
  record: RuntimeRecord,
  file = runtimeFilePath(),
): Promise<void> {
  const folder = path.dirname(file);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    checkPrivate(folder);
    await writeWholeFile(file, `${JSON.stringify(record)}\n`, 0o600);
  } catch (error) {
    if (error instanceof OperationalError) throw error;
    const { message } = error as Error;
    throw new OperationalError(
      'output-failed',
      `Cannot write the runtime file ${file}: ${message}.`,
      {
        cause: error,
      },
    );
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

async function readRecord(file: string): Promise<RuntimeRecord | undefined> {
  try {
    const parsed: unknown = JSON.parse(await readFile(file, 'utf8'));
    return isRecord(parsed) ? parsed : undefined;
  } catch {
    // missing, unreadable or cut short: then no daemon can be found by it
    return undefined;
  }
}

function isRecord(value: unknown): value is RuntimeRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { pid, host, port, version, needsToken } = value as Partial<Record<string, unknown>>;
  return (
    Number.isInteger(pid) &&
    typeof host === 'string' &&
    Number.isInteger(port) &&
    typeof version === 'string' &&
    typeof needsToken === 'boolean'
  );
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

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
