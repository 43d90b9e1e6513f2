/**
 * Access: who may use a daemon that has a token. A client sends `/stemwright/auth id token` first. That holds for its TCP
 * connection, or for its UDP address and port while it is heard from.
 *
 * The token crosses the network in clear and UDP sources can be forged inside a LAN: this keeps strangers out, not eavesdroppers.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';

import { OperationalError } from '../../operational-error.js';
import type { Client } from './client.js';
import type { Clock } from './clock.js';

export interface Access {
  readonly needsToken: boolean;
  /** Whether the client may make requests; counts as a sign of life of it. */
  admits(client: Client): boolean;
  /** @throws OperationalError `not-allowed` when that is not the token */
  authorise(client: Client, token: string): void;
  forget(client: Client): void;
}

export const LEAST_TOKEN_CHARACTERS = 16;
const SILENCE_MS = 10 * 60 * 1000;
const MAX_AUTHORISED = 256;

/**
 * @param token undefined: everybody may
 * @throws OperationalError `not-allowed` on a short token
 */
export function createAccess(token: string | undefined, clock: Clock): Access {
  if (token !== undefined && token.length < LEAST_TOKEN_CHARACTERS) {
    throw new OperationalError(
      'not-allowed',
      `Expected a token of at least ${LEAST_TOKEN_CHARACTERS} characters, got ${token.length}.`,
    );
  }
  const heardMs = new Map<string, number>();
  const isFresh = (sinceMs: number): boolean => clock.nowMs() - sinceMs < SILENCE_MS;

  function remember(client: Client): void {
    heardMs.delete(client.key);
    heardMs.set(client.key, clock.nowMs());
    if (heardMs.size > MAX_AUTHORISED) {
      const [longestSilent] = heardMs.keys();
      heardMs.delete(longestSilent!);
    }
  }

  return {
    needsToken: token !== undefined,
    admits(client) {
      if (token === undefined) return true;
      const sinceMs = heardMs.get(client.key);
      if (sinceMs === undefined || !isFresh(sinceMs)) return false;
      remember(client);
      return true;
    },
    authorise(client, offered) {
      if (token !== undefined && !sameSecret(offered, token)) {
        throw new OperationalError(
          'not-allowed',
          'That is not the token this daemon was started with.',
        );
      }
      remember(client);
    },
    forget: (client) => void heardMs.delete(client.key),
  };
}

/**
 * The address to listen on: an IP address or "localhost".
 * @throws OperationalError `not-allowed` when others than this machine could connect and there is no token
 */
export function listeningAddress(host: string, { needsToken }: Pick<Access, 'needsToken'>): string {
  const address = host === 'localhost' ? '127.0.0.1' : host;
  if (isIP(address) === 0) {
    throw new OperationalError(
      'bad-argument',
      `Expected the host to be an IP address of this machine, or localhost, got "${host}".`,
    );
  }
  if (!isLoopback(address) && !needsToken) {
    throw new OperationalError(
      'not-allowed',
      `Other machines can reach ${host}: expected a token that clients must know. ` +
        'Give one, or listen on 127.0.0.1.',
    );
  }
  return address;
}

/** Whether only this machine reaches it. @param host an IP address or "localhost" */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Compared by digest: takes as long whatever is wrong with it. */
function sameSecret(a: string, b: string): boolean {
  const digest = (secret: string): Buffer => createHash('sha256').update(secret).digest();
  return timingSafeEqual(digest(a), digest(b));
}
