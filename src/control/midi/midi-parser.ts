/**
 * MIDI parser: a stream of bytes, however it is cut into packets, becomes messages (MIDI 1.0, "data format").
 *
 * - Running status: a channel message may leave out a status byte that repeats; system common messages end that.
 * - Real-time bytes (F8 to FF) may come anywhere, inside sysex too, and disturb nothing.
 * - A note-on of velocity 0 is a note-off.
 * - Sysex longer than a limit is discarded as a whole; so is sysex that any other status than F7 ends.
 *
 * It never throws, and its memory is bounded by the sysex limit. Bytes that belong to nothing are counted.
 */
import type { MidiMessage, RealTimeKind } from './midi-message.js';

export interface MidiParserCounters {
  /** data bytes without a status they could belong to, undefined status bytes, an F7 without its F0 */
  strayBytes: number;
  /** messages that another status byte cut off, sysex included */
  cutOff: number;
  /** sysex that was too long */
  oversized: number;
}

export interface MidiParser {
  readonly counters: Readonly<MidiParserCounters>;
  /** @param atMs arrival time of the packet; a message has that of its last byte */
  push(bytes: Uint8Array, atMs: number): void;
}

const SYSEX_LIMIT_BYTES = 65_536;

const STATUS_BIT = 0x80;
const SYSEX_START = 0xf0;
const SYSEX_END = 0xf7;
const FIRST_REAL_TIME = 0xf8;

const REAL_TIME: Readonly<Partial<Record<number, RealTimeKind>>> = {
  0xf8: 'clock',
  0xfa: 'start',
  0xfb: 'continue',
  0xfc: 'stop',
  0xfe: 'activeSensing',
  0xff: 'systemReset',
};

/** How many data bytes follow; channel messages by their upper nibble. F4 and F5 are undefined. */
const CHANNEL_LENGTHS: readonly number[] = [2, 2, 2, 2, 1, 1, 2];
const COMMON_LENGTHS: Readonly<Partial<Record<number, number>>> = {
  0xf1: 1,
  0xf2: 2,
  0xf3: 1,
  0xf6: 0,
};

export function createMidiParser(
  emit: (message: MidiMessage, atMs: number) => void,
  sysexLimitBytes = SYSEX_LIMIT_BYTES,
): MidiParser {
  const counters: MidiParserCounters = { strayBytes: 0, cutOff: 0, oversized: 0 };
  /** of the message that is being read, or that a data byte would begin anew; 0: none */
  let status = 0;
  let data: number[] = [];
  /** the sysex being read; "oversized" when its bytes are only skipped */
  let sysex: number[] | 'oversized' | undefined;

  function pushStatus(byte: number, atMs: number): void {
    if (byte === SYSEX_END && sysex !== undefined) {
      if (sysex !== 'oversized') emit({ kind: 'sysex', data: Uint8Array.from(sysex) }, atMs);
      sysex = undefined;
      return;
    }
    if (data.length > 0 || Array.isArray(sysex)) counters.cutOff++;
    data = [];
    sysex = byte === SYSEX_START ? [] : undefined;
    status = lengthOf(byte) === undefined ? 0 : byte;
    if (status === 0 && byte !== SYSEX_START) counters.strayBytes++;
    if (lengthOf(byte) === 0) complete(atMs);
  }

  function pushData(byte: number, atMs: number): void {
    if (sysex !== undefined) {
      if (sysex === 'oversized') return;
      sysex.push(byte);
      if (sysex.length <= sysexLimitBytes) return;
      counters.oversized++;
      sysex = 'oversized';
    } else if (status === 0) {
      counters.strayBytes++;
    } else {
      data.push(byte);
      if (data.length === lengthOf(status)) complete(atMs);
    }
  }

  function complete(atMs: number): void {
    const message = messageOf(status, data);
    data = [];
    if (status >= SYSEX_START) status = 0;
    emit(message, atMs);
  }

  return {
    counters,
    push(bytes, atMs) {
      for (const byte of bytes) {
        if (byte >= FIRST_REAL_TIME) {
          const kind = REAL_TIME[byte];
          if (kind === undefined) counters.strayBytes++;
          else emit({ kind }, atMs);
        } else if ((byte & STATUS_BIT) !== 0) pushStatus(byte, atMs);
        else pushData(byte, atMs);
      }
    },
  };
}

/** undefined for sysex and for what is no status of a message */
function lengthOf(status: number): number | undefined {
  return status < SYSEX_START ? CHANNEL_LENGTHS[(status >> 4) - 8] : COMMON_LENGTHS[status];
}

function messageOf(status: number, [first = 0, second = 0]: readonly number[]): MidiMessage {
  const channel = (status & 0x0f) + 1;
  const both = first | (second << 7);
  switch (status < SYSEX_START ? status & 0xf0 : status) {
    case 0x80:
      return { kind: 'noteOff', channel, note: first, velocity: second };
    case 0x90:
      return { kind: second === 0 ? 'noteOff' : 'noteOn', channel, note: first, velocity: second };
    case 0xa0:
      return { kind: 'polyPressure', channel, note: first, pressure: second };
    case 0xb0:
      return { kind: 'control', channel, controller: first, value: second };
    case 0xc0:
      return { kind: 'program', channel, program: first };
    case 0xd0:
      return { kind: 'channelPressure', channel, pressure: first };
    case 0xe0:
      return { kind: 'pitchBend', channel, value: both };
    case 0xf1:
      return { kind: 'quarterFrame', data: first };
    case 0xf2:
      return { kind: 'songPosition', sixteenths: both };
    case 0xf3:
      return { kind: 'songSelect', song: first };
    case 0xf6:
      return { kind: 'tuneRequest' };
    default:
      throw new Error(`no MIDI message has the status ${status}`);
  }
}
