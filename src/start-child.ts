/**
 * Start child: a child process whose start may fail as the process may later.
 *
 * Where the system has no process, open file or memory left, node throws, or tells an error and no exit, and leaves out streams.
 * Here all of it is one thing: the child has ended, and its end says how. A child that did not start is never handed out, for
 * node takes a signal to it as one to this process's own group.
 */
import {
  fork,
  spawn,
  type ChildProcess,
  type ForkOptions,
  type SpawnOptions,
} from 'node:child_process';
import { fileURLToPath } from 'node:url';

import type { OperationalErrorCode } from './operational-error.js';
import { limitOf } from './system-limit.js';

export interface StartedChild {
  /** undefined: it did not start */
  readonly process: ChildProcess | undefined;
  /** Settles when it is gone; never rejects. */
  readonly ended: Promise<ChildEnd>;
}

export interface ChildEnd {
  /** e.g. "its process ended (SIGKILL)", for the middle of a sentence */
  readonly reason: string;
  /** null: by a signal, or it did not start */
  readonly exitCode: number | null;
  /** of the error that it is where the process was needed */
  readonly code: Extract<OperationalErrorCode, 'system-limit' | 'package-missing'>;
}

/** @param module the compiled module that it runs */
export function startModule(
  module: URL,
  args: readonly string[],
  options: ForkOptions,
): StartedChild {
  return started(() => fork(fileURLToPath(module), args, options));
}

export function startProgram(
  command: string,
  args: readonly string[],
  options: SpawnOptions,
): StartedChild {
  return started(() => spawn(command, args, options));
}

function started(start: () => ChildProcess): StartedChild {
  let child: ChildProcess;
  try {
    child = start();
  } catch (error) {
    return { process: undefined, ended: Promise.resolve(notStarted(error)) };
  }
  const process = child.pid === undefined ? undefined : child;
  const ended = new Promise<ChildEnd>((resolve) => {
    let failure: Error | undefined;
    child.on('error', (error) => {
      if (process === undefined) resolve(notStarted(error));
      else if (failure === undefined) {
        // what cannot be talked to is of no use any more, and may still run
        failure = error;
        process.kill('SIGKILL');
      }
    });
    child.once('exit', (exitCode, signal) => {
      const how = failure?.message ?? signal ?? `exit code ${exitCode ?? 'unknown'}`;
      resolve({ reason: `its process ended (${how})`, exitCode, code: 'package-missing' });
    });
  });
  return { process, ended };
}

function notStarted(error: unknown): ChildEnd {
  const limit = limitOf(error);
  const why = limit ?? (error instanceof Error ? error.message : String(error));
  return {
    reason: `its process did not start: ${why}`,
    exitCode: null,
    code: limit === undefined ? 'package-missing' : 'system-limit',
  };
}
