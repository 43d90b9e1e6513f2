/**
 * MIDI time code (MTC): eight quarter frames, or one full-frame sysex, become a time (MIDI 1.0 recommended practice RP-004/008).
 *
 * Piece p of the time F is sent at the tape's position F + p/4 frames, forwards and backwards. So forwards a time is complete with
 * piece 7, when the tape is 7/4 frames further; backwards with piece 0, when the tape is where the time says.
 */
import type { MidiMessage } from './midi-message.js';

export type TimeCodeRate = 24 | 25 | '29.97 drop' | 30;

export interface TimeCode {
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
  readonly frames: number;
  readonly rate: TimeCodeRate;
  /** a full frame locates: nothing moves until quarter frames come */
  readonly direction: 'forwards' | 'backwards' | 'standing';
  /** the position when the last byte came, in seconds of real time since 00:00:00:00 */
  readonly positionSeconds: number;
}

export interface TimeCodeReader {
  /** @returns the time this message completes, or undefined */
  read(message: MidiMessage): TimeCode | undefined;
}

const PIECES = 8;
const RATES: readonly TimeCodeRate[] = [24, 25, '29.97 drop', 30];
/** Universal real-time sysex: any device, "MIDI time code", "full message". */
const FULL_FRAME = { id: 0x7f, subId1: 0x01, subId2: 0x01, length: 8 } as const;

export function createTimeCodeReader(): TimeCodeReader {
  const nibbles = new Array<number>(PIECES).fill(0);
  let last: number | undefined;
  let direction: 'forwards' | 'backwards' = 'forwards';
  /** pieces that came in one direction without a gap */
  let run = 0;

  function readQuarterFrame(data: number): TimeCode | undefined {
    const piece = data >> 4;
    const step = last === undefined ? 0 : (piece - last + PIECES) % PIECES;
    const heading = step === 1 ? 'forwards' : step === PIECES - 1 ? 'backwards' : undefined;
    // the piece at which the tape turned round is the first in the new direction
    run = heading === undefined ? 1 : heading === direction ? run + 1 : 2;
    direction = heading ?? direction;
    last = piece;
    nibbles[piece] = data & 0x0f;
    const isComplete = run >= PIECES && piece === (direction === 'forwards' ? PIECES - 1 : 0);
    if (!isComplete) return undefined;
    const [frames, seconds, minutes] = [0, 2, 4].map(
      (at) => nibbles[at]! | (nibbles[at + 1]! << 4),
    );
    const hoursAndRate = nibbles[6]! | (nibbles[7]! << 4);
    const movedFrames = direction === 'forwards' ? (PIECES - 1) / 4 : 0;
    return timeCode([hoursAndRate, minutes!, seconds!, frames!], direction, movedFrames);
  }

  return {
    read(message) {
      if (message.kind === 'quarterFrame') return readQuarterFrame(message.data);
      if (message.kind !== 'sysex') return undefined;
      const { data } = message;
      const isFullFrame =
        data.length === FULL_FRAME.length &&
        data[0] === FULL_FRAME.id &&
        data[2] === FULL_FRAME.subId1 &&
        data[3] === FULL_FRAME.subId2;
      return isFullFrame ? timeCode([...data.subarray(4)], 'standing', 0) : undefined;
    },
  };
}

/** @param fields hours with the rate in bits 5 and 6, minutes, seconds, frames; undefined where they are no time of day */
function timeCode(
  [hoursAndRate = 0, minutes = 0, seconds = 0, frames = 0]: readonly number[],
  direction: TimeCode['direction'],
  movedFrames: number,
): TimeCode | undefined {
  const rate = RATES[(hoursAndRate >> 5) & 3]!;
  const hours = hoursAndRate & 0x1f;
  const nominalRate = rate === '29.97 drop' ? 30 : rate;
  if (hours > 23 || minutes > 59 || seconds > 59 || frames >= nominalRate) return undefined;
  const wholeMinutes = hours * 60 + minutes;
  const counted = (wholeMinutes * 60 + seconds) * nominalRate + frames;
  // drop frame leaves out the numbers 0 and 1 of every minute but each tenth, and runs at 30,000/1001 frames a second
  const dropped = rate === '29.97 drop' ? 2 * (wholeMinutes - Math.floor(wholeMinutes / 10)) : 0;
  const framesPerSecond = rate === '29.97 drop' ? 30_000 / 1001 : rate;
  const positionSeconds = (counted - dropped + movedFrames) / framesPerSecond;
  return { hours, minutes, seconds, frames, rate, direction, positionSeconds };
}
