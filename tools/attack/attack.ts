/**
 * What an attack is: a thing that somebody or something does to a daemon, for some seconds, and what must hold then.
 *
 * An attack finds out; it throws only where it could not be tried. What holds of every daemon, whatever was done to it, is
 * checked for each it used (invariants.ts).
 */
import type { PulseServer } from '../../test/support/pulse-server.js';
import type { SeededRandom } from './seeded-random.js';
import type { strangerOverTcp, strangerOverUdp } from './strangers.js';
import type { Target, WatchedOptions } from './target.js';

/** What not every machine has. */
export type Need = 'devices' | 'root';

export interface Attack {
  /** as `--only` says it */
  readonly name: string;
  /** what must hold, in a sentence */
  readonly holds: string;
  /** how long it may go on; without `short` it is left out of the short form */
  readonly seconds: { readonly short?: number; readonly long: number };
  readonly needs?: readonly Need[];
  /** above what any attack may have the daemon take, where it is not the usual bound */
  readonly bounds?: Partial<Bounds>;
  /** the daemon is made to stand still, so that long pings are the attack's own doing */
  readonly standsStill?: boolean;
  readonly run: (context: AttackContext) => Promise<void>;
}

/** What a daemon may take of the machine, whatever is done to it. */
export interface Bounds {
  /** more memory at its worst than before the attack */
  readonly peakMegabytes: number;
  /** of log */
  readonly logKilobytes: number;
  /** more descriptors at the end than at the beginning */
  readonly descriptors: number;
}

export interface AttackContext {
  readonly random: SeededRandom;
  readonly isShort: boolean;
  /** whether the time that this attack has is over */
  readonly isOver: () => boolean;
  /** the time that is left */
  readonly leftMs: () => number;
  /**
   * A daemon to attack. Without options one that attacks share; with options one of this attack's own.
   */
  readonly target: (options?: WatchedOptions) => Promise<Target>;
  /** Strangers, who are gone when the attack is. */
  readonly udp: typeof strangerOverUdp;
  readonly tcp: typeof strangerOverTcp;
  /** an empty folder, gone afterwards */
  readonly folder: () => Promise<string>;
  /** Counts what was tried. */
  readonly tried: (what: string, count?: number) => void;
  /** A figure for the table. */
  readonly figure: (name: string, value: number | string) => void;
  /** Says what did not hold, unless it did. */
  readonly expect: (held: boolean, otherwise: string) => void;
  /** with two null sinks, `in` and `out`; for attacks that need devices */
  readonly sound: PulseServer | undefined;
}

/** Thrown by an attack that cannot be tried here, with why not. */
export class NotTried extends Error {}
