/**
 * System limit: what the system says when it has no process, thread, open file or memory left, as an operating error. It is no
 * defect of whoever asked, and the same may work a moment later.
 */
import { OperationalError } from './operational-error.js';

/** by what node and the system call it */
const LIMITS: Partial<Record<string, string>> = {
  EMFILE: 'this program may open no more files, by ulimit -n',
  ENFILE: 'the system can open no more files',
  EAGAIN: 'the system gives no more processes or threads, by ulimit -u or a limit on tasks',
  ENOMEM: 'there is no memory left',
  ERR_WORKER_INIT_FAILED: 'the system gives no more threads or open files',
  ERR_WORKER_OUT_OF_MEMORY: 'there is no memory left for a thread',
};

/** @returns which limit an error is, for the middle of a sentence, or undefined for any other */
export function limitOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || error instanceof OperationalError) return undefined;
  const { code, message } = error as NodeJS.ErrnoException;
  const limit = code === undefined ? undefined : LIMITS[code];
  return limit === undefined ? undefined : `${limit} (${message})`;
}

/** @returns the error that a limit is, or undefined for any other */
export function systemLimit(error: unknown): OperationalError | undefined {
  const limit = limitOf(error);
  if (limit === undefined) return undefined;
  const sentence = `${limit[0]!.toUpperCase()}${limit.slice(1)}.`;
  return new OperationalError(
    'system-limit',
    `${sentence} Close what is not needed or raise the limit, then try again.`,
    { cause: error },
  );
}
