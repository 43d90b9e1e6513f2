/**
 * MIDI messages as plain data (MIDI 1.0 detailed specification), and the bytes of those the daemon sends.
 *
 * Channels count from 1, as controllers and DAWs print them; all other numbers are the wire's.
 */
export type ChannelMessage = { /** 1 to 16 */ readonly channel: number } & (
  | { readonly kind: 'noteOn' | 'noteOff'; readonly note: number; readonly velocity: number }
  | { readonly kind: 'polyPressure'; readonly note: number; readonly pressure: number }
  | { readonly kind: 'control'; readonly controller: number; readonly value: number }
  | { readonly kind: 'program'; readonly program: number }
  | { readonly kind: 'channelPressure'; readonly pressure: number }
  /** 0 to 16,383; 8,192 is the middle */
  | { readonly kind: 'pitchBend'; readonly value: number }
);

export type MidiMessage =
  | ChannelMessage
  /** without the bytes F0 and F7 around it */
  | { readonly kind: 'sysex'; readonly data: Uint8Array }
  /** one of the eight pieces of a time code: its number in the upper nibble, four bits of time in the lower */
  | { readonly kind: 'quarterFrame'; readonly data: number }
  /** in sixteenth notes, six clocks each */
  | { readonly kind: 'songPosition'; readonly sixteenths: number }
  | { readonly kind: 'songSelect'; readonly song: number }
  | { readonly kind: 'tuneRequest' | RealTimeKind };

export type RealTimeKind =
  'clock' | 'start' | 'continue' | 'stop' | 'activeSensing' | 'systemReset';

/** What can light a lamp or move a ring on a controller. */
export type LampMessage = { readonly channel: number } & (
  | { readonly kind: 'noteOn'; readonly note: number; readonly velocity: number }
  | { readonly kind: 'control'; readonly controller: number; readonly value: number }
);

export const MAX_DATA = 0x7f;
export const MAX_14_BIT = 0x3fff;
export const CHANNELS = 16;

const NOTE_ON = 0x90;
const CONTROL_CHANGE = 0xb0;

/** Three bytes, without running status. @throws Error when a number does not fit, which is the caller's defect */
export function lampBytes(message: LampMessage): Uint8Array {
  const [status, number, value] =
    message.kind === 'noteOn'
      ? [NOTE_ON, message.note, message.velocity]
      : [CONTROL_CHANGE, message.controller, message.value];
  const isChannel = Number.isInteger(message.channel) && message.channel >= 1;
  if (!isChannel || message.channel > CHANNELS || ![number, value].every(isDataByte)) {
    throw new Error(`not a MIDI message: ${JSON.stringify(message)}`);
  }
  return Uint8Array.of(status | (message.channel - 1), number, value);
}

function isDataByte(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= MAX_DATA;
}
