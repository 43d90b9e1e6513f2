/**
 * Problems as HTTP: what a request ends with that fails, code and sentence as everywhere, with the status that comes nearest.
 */
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

import type { LogPort } from '../../log-port.js';
import { OperationalError, type OperationalErrorCode } from '../../operational-error.js';
import { systemCodeOf } from '../../thrown-error.js';

const STATUS: Partial<Record<OperationalErrorCode, ContentfulStatusCode>> = {
  'not-allowed': 403,
  'input-missing': 404,
  'job-unknown': 404,
  'rate-limited': 429,
  'queue-full': 429,
  cancelled: 408,
  'output-exists': 409,
  'output-failed': 507,
  'shutting-down': 503,
};

/** Who asked has gone in the middle of the request, or sent what is no HTTP: nobody hears the answer. */
const CONNECTION_GONE = 'ECONNRESET';

export function problemOf(error: Error, context: Context, log: LogPort): Response {
  // who sends what nobody reads, or sends it slowly, holds no connection
  context.header('connection', 'close');
  if (error instanceof OperationalError) {
    const { code, message } = error;
    return context.json({ code, message }, STATUS[code] ?? 400);
  }
  if (systemCodeOf(error) === CONNECTION_GONE) {
    return context.json({ code: 'cancelled', message: 'The request was broken off.' }, 408);
  }
  log.error({ err: error }, 'a request of the page failed by a fault of the daemon');
  const message = 'The daemon failed at this request; its log says more.';
  return context.json({ code: 'internal', message }, 500);
}
