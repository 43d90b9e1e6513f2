/**
 * Interruption: Ctrl-C, SIGTERM and a closed terminal cancel the job, which cleans up after itself. Further ones change
 * nothing: the process ends when that is done.
 *
 * It ends by itself, never by process.exit: onnxruntime aborts a process that exits while its worker is at work. A worker that
 * does not end within {@link END_LIMIT_MS} has nothing on disk any more; the process then ends by the signal of Ctrl-C, which
 * stops native code, too, and which shells report as 130. So does one whose terminal was closed, once it has cleaned up: Node.js
 * wants to give a terminal back as it was, and aborts where there is none any more.
 */
import { isatty } from 'node:tty';

import { ENDING_SIGNALS } from '../ending-signals.js';

/** An evaluation of a large network takes seconds and cannot be stopped. */
const END_LIMIT_MS = 5000;

const STANDARD_FDS = [0, 1, 2];

/** Runs `work` with a signal that is aborted when the user interrupts. Once a process. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const onSignal = () => {
    controller.abort();
  };
  for (const name of ENDING_SIGNALS) process.on(name, onSignal);
  // a terminal that was closed is none any more
  const onHangUp = () => process.once('exit', endBySignal);
  if (STANDARD_FDS.some(isatty)) process.once('SIGHUP', onHangUp);
  try {
    return await work(controller.signal);
  } finally {
    // an interrupted process keeps listening until it is gone, for the next signal would kill it with the default exit code
    if (controller.signal.aborted) {
      setTimeout(endBySignal, END_LIMIT_MS).unref();
    } else {
      for (const name of ENDING_SIGNALS) process.off(name, onSignal);
      process.off('SIGHUP', onHangUp);
    }
  }
}

function endBySignal(): void {
  process.removeAllListeners('SIGINT');
  process.kill(process.pid, 'SIGINT');
}
