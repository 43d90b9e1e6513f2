/**
 * MIDI clock: 24 ticks a quarter note, start, continue, stop and song position become tempo and position.
 *
 * The first tick after `start` is beat 0; the first after `continue` is where the song position pointer, or the last stop, left it.
 * Ticks go on while the music stands: they give the tempo then. There is a tempo from the sixth tick on, see tick-fit.ts.
 */
import { isTempo } from '../../capture/transport.js';
import type { MidiMessage } from './midi-message.js';
import { createTickFitter } from './tick-fit.js';

export interface ClockReading {
  /** undefined until there have been enough ticks, and while they make no tempo */
  readonly bpm: number | undefined;
  /** quarter notes since the start of the song, at `atMs` */
  readonly beat: number;
  readonly playing: boolean;
  /** the moment of the tick, jitter filtered; of the message where it is no tick */
  readonly atMs: number;
}

export interface MidiClock {
  /** @returns what is known now, or undefined for messages that are none of a clock */
  read(message: MidiMessage, atMs: number): ClockReading | undefined;
}

const TICKS_PER_BEAT = 24;
const TICKS_PER_SIXTEENTH = 6;
const MS_PER_MINUTE = 60_000;

/** Undefined for what is none: ticks of a cable that was pulled, or that came all at once. */
function tempoOf(periodMs: number): number | undefined {
  const bpm = MS_PER_MINUTE / (TICKS_PER_BEAT * periodMs);
  return isTempo(bpm) ? bpm : undefined;
}

export function createMidiClock(): MidiClock {
  const fitter = createTickFitter();
  let bpm: number | undefined;
  let playing = false;
  /** the number of the tick that comes next, from the start of the song */
  let nextTick = 0;

  function tick(atMs: number): ClockReading {
    const fit = fitter.add(atMs);
    bpm = fit && tempoOf(fit.periodMs);
    const beat = nextTick / TICKS_PER_BEAT;
    if (playing) nextTick++;
    return { bpm, beat, playing, atMs: fit?.lastMs ?? atMs };
  }

  return {
    read(message, atMs) {
      const { kind } = message;
      if (kind === 'clock') return tick(atMs);
      if (kind === 'songPosition') nextTick = message.sixteenths * TICKS_PER_SIXTEENTH;
      else if (kind === 'start' || kind === 'continue') playing = true;
      else if (kind === 'stop') playing = false;
      else return undefined;
      if (kind === 'start') nextTick = 0;
      return { bpm, beat: nextTick / TICKS_PER_BEAT, playing, atMs };
    },
  };
}
