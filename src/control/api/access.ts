/**
 * Access: who may use a daemon that has a token. A client sends `/stemwright/auth id token` first. That holds for its TCP
 * connection, however long it is silent, or for its UDP address and port while it is heard from.
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
  /** Whether the client has sent the token, and that holds still. */
  knows(client: Client): boolean;
  /** Whether somebody at the client's address has sent the token before. */
  knowsAddress(client: Client): boolean;
  /** @throws OperationalError `not-allowed` when that is not the token */
  authorise(client: Client, token: string): void;
  forget(client: Client): void;
}

export const LEAST_TOKEN_CHARACTERS = 16;
const SILENCE_MS = 10 * 60 * 1000;
const MAX_AUTHORISED = 256;
const MAX_ADDRESSES = 256;

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
  /** as many as their surface lets in */
  const connections = new Set<string>();
  /** of the others: the one longest silent first */
  const heardMs = new Map<string, number>();
  const addresses = new Set<string>();

  function knows({ key }: Client): boolean {
    const sinceMs = heardMs.get(key);
    return connections.has(key) || (sinceMs !== undefined && clock.nowMs() - sinceMs < SILENCE_MS);
  }

  function remember({ key, isConnection }: Client): void {
    if (isConnection === true) {
      connections.add(key);
      return;
    }
    heardMs.delete(key);
    heardMs.set(key, clock.nowMs());
    if (heardMs.size > MAX_AUTHORISED) heardMs.delete(firstOf(heardMs.keys()));
  }

  function rememberAddress({ address }: Client): void {
    addresses.delete(address);
    addresses.add(address);
    if (addresses.size > MAX_ADDRESSES) addresses.delete(firstOf(addresses));
  }

  return {
    needsToken: token !== undefined,
    admits(client) {
      if (token === undefined) return true;
      if (!knows(client)) return false;
      remember(client);
      return true;
    },
    knows,
    knowsAddress: ({ address }) => addresses.has(address),
    authorise(client, offered) {
      // whatever is said to a daemon that has none, nobody is known by it
      if (token === undefined) return;
      if (!sameSecret(offered, token)) {
        throw new OperationalError(
          'not-allowed',
          'That is not the token this daemon was started with.',
        );
      }
      remember(client);
      rememberAddress(client);
    },
    forget({ key }) {
      connections.delete(key);
      heardMs.delete(key);
    },
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

function firstOf(keys: Iterable<string>): string {
  const [first] = keys;
  return first!;
}

/** Compared by digest: takes as long whatever is wrong with it. */
function sameSecret(a: string, b: string): boolean {
  const digest = (secret: string): Buffer => createHash('sha256').update(secret).digest();
  return timingSafeEqual(digest(a), digest(b));
}
