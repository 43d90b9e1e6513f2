/**
 * The default MIDI map: for controllers with eight pads and eight knobs as they leave the factory. Pads send the notes 36 to 43
 * (Akai LPD8, MPK mini and most others), knobs the controllers 1 to 8 (LPD8) or 70 to 77 (MPK mini); any channel.
 */
import type { MappedRequest, MidiMap, MidiMapEntry } from './midi-map.js';

export const FIRST_PAD_NOTE = 36;

interface Pad {
  /** as it is printed on the device, 1 to 8 */
  readonly pad: number;
  readonly send: MappedRequest;
  readonly description: string;
}

const CAPTURE = 'capture:8bars';

/** The stems of the models that this project releases. */
const STEMS = ['bass', 'drums', 'guitar', 'piano'] as const;

export const DEFAULT_PADS: readonly Pad[] = [
  {
    pad: 1,
    send: ['/stemwright/separate', CAPTURE],
    description: 'separate the last eight bars of the live input',
  },
  {
    pad: 2,
    send: ['/stemwright/impute', CAPTURE, 'bass', 'preset', 'draft'],
    description: 'play a bass to the last eight bars of the live input',
  },
  ...STEMS.map((stem, index): Pad => ({
    pad: 3 + index,
    send: ['/stemwright/live/mute', stem, '$toggle(0,1)'],
    description: `live: mute ${stem}, and hear it again`,
  })),
  {
    pad: 7,
    send: ['/stemwright/live/start'],
    description: 'live: begin, on the devices the daemon was started with',
  },
  { pad: 8, send: ['/stemwright/cancel', '$job'], description: 'cancel the job that runs' },
];

interface Knob {
  /** 1 to 8 */
  readonly knob: number;
  readonly send: MappedRequest;
  readonly description: string;
}

export const DEFAULT_KNOBS: readonly Knob[] = STEMS.map((stem, index) => ({
  knob: 1 + index,
  send: ['/stemwright/live/gain', stem, '$fader(-60,6)'],
  description: `live: level of ${stem}`,
}));

/** Controller numbers of the first knob, by device. */
export const FIRST_KNOB_CONTROLS = [1, 70] as const;

/** The pad's own lamp: on such devices a note sent back lights it. */
const LAMP = { type: 'note', channel: 1, on: 127, off: 0 } as const;

export const DEFAULT_MIDI_MAP: MidiMap = {
  entries: [
    ...DEFAULT_PADS.map(({ pad, send }): MidiMapEntry => ({
      trigger: { type: 'note', number: FIRST_PAD_NOTE + pad - 1 },
      send,
    })),
    ...FIRST_KNOB_CONTROLS.flatMap((first) =>
      DEFAULT_KNOBS.map(({ knob, send }): MidiMapEntry => ({
        trigger: { type: 'control', number: first + knob - 1 },
        send,
      })),
    ),
  ],
  lamps: [{ ...LAMP, state: 'running', number: FIRST_PAD_NOTE + 7 }],
};
