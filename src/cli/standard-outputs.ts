/**
 * Standard outputs that cannot be written: a full disk, a reader that has heard enough (`| head -1`), a terminal that was closed.
 *
 * They do not end the work, nor keep it from cleaning up; what is said from then on is lost. Results that are lost are a failure: a
 * sentence on stderr, and exit code 1 where it would be 0. A reader that is gone wants no more, and what is said of the run on
 * stderr is no result: that is lost in silence.
 */
import { failureReason } from '../audio/output-failed.js';
import { note } from './console.js';
import { EXIT_DONE, EXIT_FAILED } from './exit-code.js';

/** A pipe without a reader, and a terminal that was closed. */
const NO_READER: readonly (string | undefined)[] = ['EPIPE', 'EIO', 'ENXIO'];

/** Once a process, before anything is written. */
export function outliveOutputs(): void {
  let isTold = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (isTold || NO_READER.includes(error.code)) return;
    isTold = true;
    // whatever the command still decides about the exit code, it comes first
    process.once('exit', (exitCode) => {
      if (exitCode === EXIT_DONE) process.exitCode = EXIT_FAILED;
    });
    note(
      `stemwright: stdout cannot be written ${failureReason(error)}. Results are missing there; send them elsewhere, and run this again.`,
    );
  });
  process.stderr.on('error', () => undefined);
}
