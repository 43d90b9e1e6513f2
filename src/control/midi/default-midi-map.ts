/**
 * The default MIDI map: for controllers with eight pads and eight knobs as they leave the factory. Pads send the notes 36 to 43
 * (Akai LPD8, MPK mini and most others), knobs the controllers 1 to 8 (LPD8) or 70 to 77 (MPK mini); any channel.
 */
import type { MappedRequest, MidiMap } from './midi-map.js';

export const FIRST_PAD_NOTE = 36;

interface Pad {
  /** as it is printed on the device, 1 to 8 */
  readonly pad: number;
  readonly send: MappedRequest;
  readonly description: string;
}

const SECONDS = 8;

/** Requests about the live input (capture, mute and solo on pads, levels on knobs) join these rows with their routes. */
export const DEFAULT_PADS: readonly Pad[] = [
  {
    pad: 1,
    send: ['/stemwright/generate', SECONDS, 'preset', 'draft'],
    description: `generate a band, ${SECONDS} seconds, fast`,
  },
  {
    pad: 2,
    send: ['/stemwright/generate', SECONDS, 'preset', 'best'],
    description: `generate a band, ${SECONDS} seconds, best`,
  },
  { pad: 8, send: ['/stemwright/cancel', '$job'], description: 'cancel the job that runs' },
];

/** The pad's own lamp: on such devices a note sent back lights it. */
const LAMP = { type: 'note', channel: 1, on: 127, off: 0 } as const;

export const DEFAULT_MIDI_MAP: MidiMap = {
  entries: DEFAULT_PADS.map(({ pad, send }) => ({
    trigger: { type: 'note', number: FIRST_PAD_NOTE + pad - 1 },
    send,
  })),
  lamps: [{ ...LAMP, state: 'running', number: FIRST_PAD_NOTE + 7 }],
};
