/**
 * Open requests: those of controls that are no job yet, for the pad that cancels.
 *
 * One that waits for its beat can be called off from every port, by the id that the daemon gave it; one that is looked into to
 * become a job, by its own id from its own port.
 */
import type { RequestId } from '../api/field.js';
import type { Reply } from '../api/replies.js';

export interface OpenRequests {
  /** To be told before a request is made that becomes a job. */
  begin(port: string, id: string): void;
  /** To be told of every reply to a request of a control. */
  hear(reply: Reply): void;
  /** What a cancel from a port means: the one that has waited longest, else the port's own. */
  current(port: string): string | undefined;
}

export function createOpenRequests(): OpenRequests {
  /** what the daemon calls them, by the ids they have here, in order */
  const waiting = new Map<RequestId, string>();
  /** the port each came from, by its id, in order */
  const asked = new Map<RequestId, string>();
  return {
    begin(port, id) {
      asked.set(id, port);
    },
    hear({ key, id, values }) {
      // whatever else is answered, the request waits no longer
      if (key === 'waiting') waiting.set(id, values.waitingId);
      else {
        waiting.delete(id);
        asked.delete(id);
      }
    },
    current(port) {
      const own = [...asked].find(([id, from]) => from === port && !waiting.has(id));
      const id = own?.[0];
      return waiting.values().next().value ?? (id === undefined ? undefined : String(id));
    },
  };
}
