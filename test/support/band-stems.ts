/** The stems of the models that ship, in their order. */
import { defaultMidiMap } from '../../src/control/midi/default-midi-map.js';

export const BAND_STEMS = ['bass', 'drums', 'guitar', 'piano'] as const;

export const BAND_MIDI_MAP = defaultMidiMap(BAND_STEMS);
