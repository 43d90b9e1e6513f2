/**
 * Musical time: the moment of the transport's next beat or bar line.
 *
 *   lines are at every multiple of one beat, or of beatsPerBar;   wait = (line - beat) * 60,000 / bpm ms while it plays
 *
 * Each word about the transport is heeded while somebody waits: a new tempo moves the line, a jump looks for the next one, and
 * while the music stands the wait goes on. Who asks on a line waits for the next; music that starts on one is on it. A timer of
 * this process is a millisecond or two late.
 */
import type { Transport, TransportPosition } from '../../capture/transport.js';
import { OperationalError } from '../../operational-error.js';
import type { Clock } from './clock.js';

export const MUSICAL_TIMES = ['now', 'beat', 'bar'] as const;
export type MusicalTime = (typeof MUSICAL_TIMES)[number];
export type MusicalUnit = Exclude<MusicalTime, 'now'>;

export interface MusicalClocks {
  readonly transport: Transport;
  readonly clock: Clock;
}

/** Lines are computed. */
const ROUNDING_BEATS = 1e-6;

/**
 * Calls `reached` on the next line, once, and never before it returns.
 * @returns a function that ends the wait
 * @throws OperationalError `transport-unknown` while nobody has said where the music is
 */
export function atNextLine(
  unit: MusicalUnit,
  { transport, clock }: MusicalClocks,
  reached: () => void,
): () => void {
  const now = transport.position();
  if (now === undefined) {
    throw new OperationalError(
      'transport-unknown',
      `Nobody has said where the music is, so there is no next ${unit}. Send /stemwright/transport or a MIDI clock.`,
    );
  }
  let line = lineAfter(now, unit);
  let stopTimer: () => void = () => undefined;
  const end = () => {
    stopTimer();
    unsubscribe();
  };
  const look = () => {
    stopTimer();
    const position = transport.position()!;
    if (!position.playing) return;
    if (position.beat >= line - ROUNDING_BEATS) {
      end();
      reached();
      return;
    }
    line = Math.min(line, lineAfter(position, unit));
    stopTimer = clock.after(((line - position.beat) * 60_000) / position.bpm, look);
  };
  const unsubscribe = transport.subscribe(look);
  look();
  return end;
}

/** The next line in beats; one that standing music is on counts, for it begins there. */
function lineAfter({ beat, beatsPerBar, playing }: TransportPosition, unit: MusicalUnit): number {
  const beats = unit === 'beat' ? 1 : beatsPerBar;
  return playing
    ? (Math.floor(beat / beats + ROUNDING_BEATS) + 1) * beats
    : Math.ceil(beat / beats - ROUNDING_BEATS) * beats;
}
