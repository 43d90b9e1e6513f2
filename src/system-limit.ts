/**
 * System limit: what the system says when it has no process, thread, open file or memory left, as an operating error. It is no
 * defect of whoever asked, and the same may work a moment later.
 */
import { OperationalError } from './operational-error.js';

/** by what node and the system call it */
const LIMITS: Partial<Record<string, string>> = {
  EMFILE: 'this program has as many files open as it may (ulimit -n)',
  ENFILE: 'the system has as many files open as it can',
  EAGAIN: 'there may be no more processes or threads (ulimit -u, or a limit on tasks)',
  ENOMEM: 'there is no memory left',
  ERR_WORKER_INIT_FAILED: 'there may be no more threads or open files',
  ERR_WORKER_OUT_OF_MEMORY: 'a thread has no memory left',
};

/** @returns the error that a limit is, or undefined for any other */
export function systemLimit(error: unknown): OperationalError | undefined {
  if (!(error instanceof Error) || error instanceof OperationalError) return undefined;
  const { code, message } = error as NodeJS.ErrnoException;
  const limit = code === undefined ? undefined : LIMITS[code];
  if (limit === undefined) return undefined;
  return new OperationalError(
    'system-limit',
    `The system gives no more: ${limit} (${message}). Close what is not needed or raise the limit, then try again.`,
    { cause: error },
  );
}
