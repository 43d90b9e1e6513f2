/**
 * Output failed: what the operating system says of a file or folder that cannot be written, as a sentence for people.
 */
import { OperationalError } from '../operational-error.js';
import { systemCodeOf, systemReasonOf } from '../thrown-error.js';

interface Failure {
  readonly reason: string;
  readonly advice: string;
}

const OTHER_FOLDER = 'Choose another folder.';

const FAILURES: Partial<Record<string, Failure>> = {
  ENOSPC: {
    reason: 'the disk is full',
    advice: 'Free some space or choose a folder on another disk.',
  },
  EDQUOT: {
    reason: 'the disk quota is used up',
    advice: 'Free some space or choose another folder.',
  },
  EFBIG: {
    reason: 'the file would be larger than allowed here',
    advice: 'Choose a folder on another disk.',
  },
  EACCES: {
    reason: 'this user may not write there',
    advice: 'Change the permissions or choose another folder.',
  },
  EPERM: {
    reason: 'this user may not write there, or another program has the file open',
    advice: OTHER_FOLDER,
  },
  EROFS: { reason: 'the disk is read-only', advice: OTHER_FOLDER },
  EBUSY: {
    reason: 'another program has the file open',
    advice: 'Close it there and try again.',
  },
  EMFILE: {
    reason: 'too many files are open',
    advice: 'Close other programs and try again.',
  },
  ENOTDIR: { reason: 'a part of its path is a file, not a folder', advice: OTHER_FOLDER },
  EISDIR: { reason: 'a folder has that name', advice: 'Choose another name.' },
  ENOENT: { reason: 'a folder in its path does not exist', advice: OTHER_FOLDER },
  ENAMETOOLONG: {
    reason: 'its path, or a name in it, is longer than the system takes',
    advice: 'Choose a shorter one.',
  },
  ELOOP: {
    reason: 'links in its path lead back to themselves',
    advice: 'Remove one of them or choose another folder.',
  },
};

const MOST_SHOWN_CHARACTERS = 200;

/** The error for an output that the operating system refuses; errors of other kinds stay what they are. */
export function outputFailed(path: string, error: unknown): unknown {
  const code = systemCodeOf(error);
  if (error instanceof OperationalError || code === undefined) return error;
  const advice = FAILURES[code]?.advice ?? OTHER_FOLDER;
  return new OperationalError(
    'output-failed',
    `${shortened(path)} cannot be written ${failureReason(error)}. ${advice}`,
    { cause: error },
  );
}

/** e.g. "(ENOSPC): the disk is full" */
export function failureReason(error: unknown): string {
  const code = systemCodeOf(error) ?? 'unknown';
  return `(${code}): ${FAILURES[code]?.reason ?? systemReasonOf(error)}`;
}

/** Beginning and end of a path that would fill the screen. */
function shortened(path: string): string {
  if (path.length <= MOST_SHOWN_CHARACTERS) return path;
  const half = MOST_SHOWN_CHARACTERS / 2;
  return `${path.slice(0, half)}…${path.slice(-half)}`;
}
