/**
 * This page only: refuses requests that pages of other sites make or have made, and tells browsers to let this page do no more than
 * it needs.
 *
 *   Host       is this machine's own name: a name of somebody else's that leads here (DNS rebinding) is not
 *   Origin, Sec-Fetch-Site   where there are any, are this page's
 *
 * There is no CORS: to what other origins ask in a preflight nothing is answered.
 */
import type { MiddlewareHandler } from 'hono';

import { OperationalError } from '../../operational-error.js';

const OWN_HOST = /^(?:127\.0\.0\.1|localhost)(?::\d+)?$/;
/** "none": typed into the address bar, or opened by another program */
const OWN_SITES: readonly string[] = ['same-origin', 'none'];

/** @param policy Content-Security-Policy */
export function thisPageOnly(policy: string): MiddlewareHandler {
  return async (context, next) => {
    refuseOthers({
      host: context.req.header('host'),
      origin: context.req.header('origin'),
      site: context.req.header('sec-fetch-site'),
    });
    await next();
    const { headers } = context.res;
    headers.set('content-security-policy', policy);
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
}

/** @throws OperationalError `not-allowed` */
function refuseOthers({ host = '', origin, site }: Sender): void {
  const isOwn =
    OWN_HOST.test(host) &&
    (origin === undefined || origin === `http://${host}`) &&
    (site === undefined || OWN_SITES.includes(site));
  if (isOwn) return;
  throw new OperationalError(
    'not-allowed',
    'Expected a request of this page itself. Open the address that "stemwright serve" prints.',
  );
}
