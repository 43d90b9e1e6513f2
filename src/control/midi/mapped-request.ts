/**
 * Mapped requests: an address and arguments of a map, checked against the routes, and made into the request that a client would
 * send. So a control can do what OSC can, and no more.
 */
import { OperationalError } from '../../operational-error.js';
import { takesId } from '../api/define-route.js';
import { findRoute } from '../api/routes.js';
import { isContinuous, parseArgument, resolveArgument, type Moment } from './midi-argument.js';

/** An address and its arguments without an id; see midi-argument.ts for those that begin with "$". */
export type MappedRequest = readonly [address: string, ...args: (string | number)[]];

export interface CheckedRequest {
  readonly address: string;
  readonly takesId: boolean;
  readonly becomesJob: boolean;
  /** follows the control all the way, rather than being sent when it is pressed */
  readonly continuous: boolean;
  /** The arguments at a moment, without the id; undefined where one of them has no value then. */
  argumentsAt(moment: Moment): (string | number)[] | undefined;
}

/** Both ends and the middle of the way, and both sides of a toggle. */
const PROBES: readonly Moment[] = [0, 0.5, 1].flatMap((value) =>
  [1, 2].map((presses) => ({ value, presses, job: 'job' })),
);

/** @throws OperationalError `bad-argument` when the daemon would refuse what the control can make of this */
export function checkRequest([address, ...words]: MappedRequest): CheckedRequest {
  const route = findRoute(address);
  if (route === undefined) {
    throw new OperationalError('bad-argument', `There is no address ${JSON.stringify(address)}.`);
  }
  const args = words.map(parseArgument);
  const argumentsAt = (moment: Moment) => {
    const values = args.map((argument) => resolveArgument(argument, moment));
    return values.every((value) => value !== undefined) ? values : undefined;
  };
  const id = takesId(route) ? ['midi'] : [];
  for (const probe of PROBES) route.read([...id, ...argumentsAt(probe)!]);
  return {
    address,
    takesId: takesId(route),
    becomesJob: route.replies.includes('ack'),
    continuous: args.some(isContinuous),
    argumentsAt,
  };
}
