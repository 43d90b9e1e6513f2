/**
 * This page only: refuses requests that pages of other sites make or have made, and tells browsers to let this page do no more than
 * it needs.
 *
 *   Host       is a name of this machine (own-hosts.ts): a name of somebody else's that leads here (DNS rebinding) is not
 *   Origin, Sec-Fetch-Site   where there are any, are this page's
 *
 * There is no CORS: to what other origins ask in a preflight nothing is answered.
 */
import type { MiddlewareHandler } from 'hono';

import { OperationalError } from '../../operational-error.js';
import type { IsOwnHost } from './own-hosts.js';
import type { PageBindings } from './page-listener.js';

/** "none": typed into the address bar, or opened by another program */
const OWN_SITES: readonly string[] = ['same-origin', 'none'];

export interface OwnPage {
  /** Content-Security-Policy */
  readonly policy: string;
  readonly scheme: 'http' | 'https';
  readonly isOwnHost: IsOwnHost;
  /** what others are told */
  readonly refusal: string;
}

export function thisPageOnly(page: OwnPage): MiddlewareHandler<PageBindings> {
  return async (context, next) => {
    refuseOthers(page, {
      host: context.req.header('host'),
      origin: context.req.header('origin'),
      site: context.req.header('sec-fetch-site'),
      reached: context.env.incoming.socket.localAddress,
    });
    await next();
    const { headers } = context.res;
    headers.set('content-security-policy', page.policy);
    headers.set('x-content-type-options', 'nosniff');
    headers.set('referrer-policy', 'no-referrer');
    headers.set('cross-origin-resource-policy', 'same-origin');
    headers.set('cross-origin-opener-policy', 'same-origin');
    headers.set('cache-control', 'no-store');
  };
}

interface Sender {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly site: string | undefined;
  /** the address of this machine that the request came to */
  readonly reached: string | undefined;
}

/** @throws OperationalError `not-allowed` */
function refuseOthers(
  { scheme, isOwnHost, refusal }: OwnPage,
  { host = '', origin, site, reached = '' }: Sender,
): void {
  const isOwn =
    isOwnHost(host, reached) &&
    (origin === undefined || origin === `${scheme}://${host}`) &&
    (site === undefined || OWN_SITES.includes(site));
  if (isOwn) return;
  throw new OperationalError('not-allowed', refusal);
}
