/**
 * Routes: everything the daemon understands, a file a domain. The surfaces, the client, the pages for people and the tests are made
 * from this.
 *
 * Addresses are matched exactly; a few have an argument in them, such as a stem's name. OSC address patterns are for addresses under
 * /stemwright/live/ alone, as mixers have them; elsewhere they are refused: one message is one request.
 */
import { isPattern, MOST_PATTERN_CHARACTERS, readPattern } from './address-pattern.js';
import type { Route } from './define-route.js';
import { OperationalError } from '../../operational-error.js';
import { quoted } from './field.js';
import { CAPTURE_ROUTES } from './routes/capture.js';
import { DAEMON_ROUTES } from './routes/daemon.js';
import { JOB_ROUTES } from './routes/jobs.js';
import { LIVE_ROUTES } from './routes/live.js';
import { MIDI_ROUTES } from './routes/midi.js';
import { MODEL_ROUTES } from './routes/models.js';
import { SET_UP_ROUTES } from './routes/set-up.js';
import { STEM_ROUTES } from './routes/stems.js';
import { TRANSPORT_ROUTES } from './routes/transport.js';

export const ROUTES: readonly Route[] = [
  ...DAEMON_ROUTES,
  ...JOB_ROUTES,
  ...MODEL_ROUTES,
  ...CAPTURE_ROUTES,
  ...TRANSPORT_ROUTES,
  ...MIDI_ROUTES,
  ...LIVE_ROUTES,
  ...STEM_ROUTES,
  ...SET_UP_ROUTES,
];

const ROUTE_BY_ADDRESS: ReadonlyMap<string, Route> = new Map(
  ROUTES.filter(({ given }) => given === undefined).map((route) => [route.address, route]),
);

/** Those with an argument in their address, and what stands before and behind it. */
const OPEN_ROUTES = ROUTES.flatMap(({ address, given }) => {
  const [before, behind] = address.split(/<[a-zA-Z]+>/);
  return given === undefined ? [] : [{ given, before: before!, behind: behind! }];
});

const PATTERNS_UNDER = '/stemwright/live/';

/** @returns the route of the address, where one has an argument in it, with that argument given */
export function findRoute(address: string): Route | undefined {
  return ROUTE_BY_ADDRESS.get(address) ?? findOpenRoute(address);
}

function findOpenRoute(address: string): Route | undefined {
  if (isPattern(address)) return undefined;
  for (const { given, before, behind } of OPEN_ROUTES) {
    if (!address.startsWith(before) || !address.endsWith(behind)) continue;
    const argument = address.slice(before.length, -behind.length);
    if (argument !== '' && !argument.includes('/')) return given(argument);
  }
  return undefined;
}

/** Whether an address is a pattern where patterns are understood. */
export function isLivePattern(address: string): boolean {
  return address.startsWith(PATTERNS_UNDER) && isPattern(address);
}

/**
 * All routes whose addresses match a pattern, one at least, those with a stem in them for each stem.
 * @throws OperationalError `bad-message` when none does, or it is no pattern
 */
export function routesMatching(pattern: string, stems: readonly string[]): readonly Route[] {
  const matches = readPattern(pattern);
  if (matches === undefined) {
    throw new OperationalError(
      'bad-message',
      `Expected an OSC address pattern of at most ${MOST_PATTERN_CHARACTERS} characters whose brackets are closed, got ${quoted(pattern)}.`,
    );
  }
  const fixed = [...ROUTE_BY_ADDRESS.values()].filter(({ address }) => matches(address));
  const open = stems.flatMap((stem) =>
    OPEN_ROUTES.filter(({ before, behind }) => matches(before + stem + behind)).map(({ given }) =>
      given(stem),
    ),
  );
  const found = [...fixed, ...open];
  if (found.length > 0) return found;
  throw new OperationalError(
    'bad-message',
    `No address matches ${quoted(pattern)}; the stems are ${stems.join(', ')}.`,
  );
}
