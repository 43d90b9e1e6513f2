/**
 * The default MIDI map, for the stems of a model: for controllers with eight pads and eight knobs as they leave the factory. Pads send the notes 36 to 43
 * (Akai LPD8, MPK mini and most others), knobs the controllers 1 to 8 (LPD8) or 70 to 77 (MPK mini); any channel. What a model has above four stems is muted by the second bank of pads, notes 44 to 47.
 */
import { STEM_SLOTS } from '../../model/stem-looks.js';
import { BUTTON_CAPTURE } from '../api/button-press.js';
import { STEM_FADER_DB } from '../api/fader-law.js';
import type { MappedRequest } from './mapped-request.js';
import type { MidiMap, MidiMapEntry } from './midi-map-schema.js';

export const FIRST_PAD_NOTE = 36;

interface Pad {
  /** as it is printed on the device, 1 to 8; those of the second bank follow */
  readonly pad: number;
  readonly send: MappedRequest;
  readonly description: string;
}

const STEM_FADER = `$fader(${STEM_FADER_DB.from},${STEM_FADER_DB.to})`;

/** Stems that the first bank has pads for, from the third on. */
const FIRST_BANK_STEMS = 4;
const FIRST_MUTE_PAD = 3;
const SECOND_BANK_PAD = 9;

/** @param stems of the model, in its order; those beyond eight have no controls */
export function defaultPads(stems: readonly string[]): Pad[] {
  return [
    {
      pad: 1,
      send: ['/stemwright/separate', BUTTON_CAPTURE],
      description: 'separate the last eight bars of the live input',
    },
    {
      pad: 2,
      send: ['/stemwright/impute', BUTTON_CAPTURE, stems[0]!, 'preset', 'draft'],
      description: `play ${indefinite(stems[0]!)} to the last eight bars of the live input`,
    },
    ...mutes(stems.slice(0, FIRST_BANK_STEMS), FIRST_MUTE_PAD),
    {
      pad: 7,
      send: ['/stemwright/live/start'],
      description: 'live: begin, on the devices the daemon was started with',
    },
    { pad: 8, send: ['/stemwright/cancel', '$job'], description: 'cancel the job that runs' },
    ...mutes(stems.slice(FIRST_BANK_STEMS, STEM_SLOTS), SECOND_BANK_PAD),
  ];
}

function mutes(stems: readonly string[], firstPad: number): Pad[] {
  return stems.map((stem, index) => ({
    pad: firstPad + index,
    send: ['/stemwright/live/mute', stem, '$toggle(0,1)'],
    description: `live: mute ${stem}, and hear it again`,
  }));
}

function indefinite(noun: string): string {
  return `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`;
}

interface Knob {
  /** 1 to 8 */
  readonly knob: number;
  readonly send: MappedRequest;
  readonly description: string;
}

/** @param stems of the model, in its order; those beyond eight have no controls */
export function defaultKnobs(stems: readonly string[]): Knob[] {
  return stems.slice(0, STEM_SLOTS).map((stem, index) => ({
    knob: 1 + index,
    send: ['/stemwright/live/gain', stem, STEM_FADER],
    description: `live: level of ${stem}`,
  }));
}

/** Controller numbers of the first knob, by device. */
export const FIRST_KNOB_CONTROLS = [1, 70] as const;

/** The pad's own lamp: on such devices a note sent back lights it. */
const LAMP = { type: 'note', channel: 1, on: 127, off: 0 } as const;

export const DEFAULT_LAMPS: MidiMap['lamps'] = [
  { ...LAMP, state: 'running', number: FIRST_PAD_NOTE + 7 },
];

/** @param stems of the model, in its order */
export function defaultMidiMap(stems: readonly string[]): MidiMap {
  const pads = defaultPads(stems).map(({ pad, send }): MidiMapEntry => ({
    trigger: { type: 'note', number: FIRST_PAD_NOTE + pad - 1 },
    send,
  }));
  const knobs = FIRST_KNOB_CONTROLS.flatMap((first) =>
    defaultKnobs(stems).map(({ knob, send }): MidiMapEntry => ({
      trigger: { type: 'control', number: first + knob - 1 },
      send,
    })),
  );
  return { entries: [...pads, ...knobs], lamps: DEFAULT_LAMPS };
}
