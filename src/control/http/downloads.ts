/**
 * Downloads: addresses that a browser can follow by itself, though it cannot say then which client it is. Each is offered to a client,
 * works once and holds for a minute.
 *
 * That it was a client who asked is known by the address alone: nobody can guess one.
 */
import { randomBytes } from 'node:crypto';

import { OperationalError } from '../../operational-error.js';

export interface Downloads {
  /** @returns the ticket that the address ends in */
  offer(download: Download): string;
  /** @throws OperationalError `input-missing` */
  take(ticket: string): Download;
}

export interface Download {
  /** the key of who asked for it */
  readonly client: string;
  readonly respond: () => Promise<Response> | Response;
}

const HELD_MS = 60_000;
/** of tickets that nobody has used yet; the oldest give theirs up */
const MOST_OFFERED = 256;

interface Offered {
  readonly untilMs: number;
  readonly download: Download;
}

/** @param nowMs a monotonic clock */
export function createDownloads(nowMs = () => performance.now()): Downloads {
  const offered = new Map<string, Offered>();
  return {
    offer(download) {
      const [oldest] = offered.keys();
      if (offered.size >= MOST_OFFERED && oldest !== undefined) offered.delete(oldest);
      const ticket = randomBytes(24).toString('base64url');
      offered.set(ticket, { untilMs: nowMs() + HELD_MS, download });
      return ticket;
    },
    take(ticket) {
      const found = offered.get(ticket);
      offered.delete(ticket);
      if (found === undefined || nowMs() > found.untilMs) {
        throw new OperationalError(
          'input-missing',
          'This address of a download was used already, or is older than a minute. Ask for it again on the page.',
        );
      }
      return found.download;
    },
  };
}
