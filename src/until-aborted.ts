/**
 * Until aborted: waits for something, but no longer than until a signal is aborted. What was waited for goes on.
 */
import { cancelledError, throwIfCancelled } from './operational-error.js';

/** @throws OperationalError `cancelled`, or what the promise rejects with */
export async function untilAborted<Result>(
  promise: Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<Result> {
  if (signal === undefined) return promise;
  let giveUp: () => void = () => undefined;
  try {
    return await new Promise<Result>((resolve, reject) => {
      giveUp = () => {
        reject(cancelledError());
      };
      signal.addEventListener('abort', giveUp);
      promise.then(resolve, reject);
      throwIfCancelled(signal);
    });
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}
