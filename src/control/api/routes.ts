/**
 * Routes: everything the daemon understands, a file a domain. The surfaces, the client, the pages for people and the tests are made
 * from this.
 *
 * Addresses are matched exactly. OSC address patterns are refused: one message is one request, and matching patterns
 * from the network costs exponential time in the worst case.
 */
import type { Route } from './define-route.js';
import { CAPTURE_ROUTES } from './routes/capture.js';
import { DAEMON_ROUTES } from './routes/daemon.js';
import { JOB_ROUTES } from './routes/jobs.js';
import { LIVE_ROUTES } from './routes/live.js';
import { MIDI_ROUTES } from './routes/midi.js';
import { MODEL_ROUTES } from './routes/models.js';
import { SET_UP_ROUTES } from './routes/set-up.js';
import { TRANSPORT_ROUTES } from './routes/transport.js';

export const ROUTES: readonly Route[] = [
  ...DAEMON_ROUTES,
  ...JOB_ROUTES,
  ...MODEL_ROUTES,
  ...CAPTURE_ROUTES,
  ...TRANSPORT_ROUTES,
  ...MIDI_ROUTES,
  ...LIVE_ROUTES,
  ...SET_UP_ROUTES,
];

const ROUTE_BY_ADDRESS: ReadonlyMap<string, Route> = new Map(
  ROUTES.map((route) => [route.address, route]),
);

export function findRoute(address: string): Route | undefined {
  return ROUTE_BY_ADDRESS.get(address);
}

/** Whether an address has characters that OSC gives to patterns. */
export function isPattern(address: string): boolean {
  return /[*?[\]{}]/.test(address);
}
