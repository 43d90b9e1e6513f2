/**
 * Requests under way: how many there are that take time, of each client and of all, so that no number of them can be too many.
 */
import { OperationalError } from '../../operational-error.js';
import type { Client } from './client.js';

export interface RequestsUnderWay {
  /** @returns a function to be called when it has ended. @throws OperationalError `queue-full` when there are too many */
  begin(client: Client): () => void;
  /** Whether the client has any. */
  has(client: Client): boolean;
}

/** More than can wait for a beat, and than any surface asks for before it is answered. */
const MOST = 256;
const MOST_OF_CLIENT = 128;

export function createRequestsUnderWay(): RequestsUnderWay {
  const counts = new Map<string, number>();
  let total = 0;
  return {
    begin({ key }) {
      const count = counts.get(key) ?? 0;
      if (total >= MOST || count >= MOST_OF_CLIENT) {
        throw new OperationalError(
          'queue-full',
          `${total} requests are under way already, ${count} of them this client’s. Wait until some are done.`,
        );
      }
      total++;
      counts.set(key, count + 1);
      return () => {
        total--;
        const left = counts.get(key)! - 1;
        if (left > 0) counts.set(key, left);
        else counts.delete(key);
      };
    },
    has: ({ key }) => counts.has(key),
  };
}
