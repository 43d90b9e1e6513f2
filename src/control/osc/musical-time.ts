/**
 * Musical time: lets a request wait for the next beat or bar line of the transport, and land on it.
 *
 *   lines are at every multiple of one beat, or of beatsPerBar;   wait = (line - beat) * 60,000 / bpm ms while it plays
 *
 * Each word about the transport is heeded while a request waits: a new tempo moves the line, a jump looks for the next one, and
 * while the music stands the wait goes on. A request that is asked for on a line waits for the next; music that starts on one is
 * on it. A timer of this process is a millisecond or two late.
 */
import type { Transport, TransportPosition } from '../../engine/transport.js';
import { OperatingError } from '../../operating-error.js';
import type { Clock } from './clock.js';

export const MUSICAL_TIMES = ['now', 'beat', 'bar'] as const;
export type MusicalTime = (typeof MUSICAL_TIMES)[number];

export interface MusicalTimes {
  /**
   * Runs the action now, or at the next beat or bar line.
   * @throws OperatingError what the action throws; `transport-unknown`; `queue-full` when too many wait already; `shutting-down`
   *   when it is closed meanwhile
   */
  at(time: MusicalTime | undefined, action: () => void | Promise<void>): void | Promise<void>;
  close(): void;
}

/** More are a control that is stuck. */
export const MOST_WAITING = 64;
/** Lines are computed. */
const ROUNDING_BEATS = 1e-6;

export function createMusicalTimes(transport: Transport, clock: Clock): MusicalTimes {
  const waiting = new Set<(error: OperatingError) => void>();

  function reached(unit: 'beat' | 'bar'): Promise<void> {
    const now = transport.position();
    if (now === undefined) {
      throw new OperatingError(
        'transport-unknown',
        `Nobody has said where the music is, so there is no next ${unit}. Send /stemwright/transport or a MIDI clock.`,
      );
    }
    if (waiting.size >= MOST_WAITING) {
      throw new OperatingError(
        'queue-full',
        `${MOST_WAITING} requests wait for a beat or bar already. Wait until they have come.`,
      );
    }
    return new Promise((resolve, reject) => {
      let line = lineAfter(now, unit);
      let callOff: () => void = () => undefined;
      const end = () => {
        callOff();
        unsubscribe();
        waiting.delete(giveUp);
      };
      const giveUp = (error: OperatingError) => {
        end();
        reject(error);
      };
      const look = () => {
        callOff();
        const position = transport.position()!;
        if (!position.playing) return;
        if (position.beat >= line - ROUNDING_BEATS) {
          end();
          resolve();
          return;
        }
        line = Math.min(line, lineAfter(position, unit));
        callOff = clock.after(((line - position.beat) * 60_000) / position.bpm, look);
      };
      const unsubscribe = transport.subscribe(look);
      waiting.add(giveUp);
      look();
    });
  }

  return {
    at(time, action) {
      return time === undefined || time === 'now' ? action() : reached(time).then(action);
    },
    close() {
      const sentence = 'Stemwright is stopping; the request has not come to its beat.';
      for (const giveUp of [...waiting]) giveUp(new OperatingError('shutting-down', sentence));
    },
  };
}

/** The next line in beats; one that standing music is on counts, for it begins there. */
function lineAfter(
  { beat, beatsPerBar, playing }: TransportPosition,
  unit: 'beat' | 'bar',
): number {
  const beats = unit === 'beat' ? 1 : beatsPerBar;
  return playing
    ? (Math.floor(beat / beats + ROUNDING_BEATS) + 1) * beats
    : Math.ceil(beat / beats - ROUNDING_BEATS) * beats;
}
