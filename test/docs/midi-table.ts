/**
 * The README's table of the default MIDI map, made from the map.
 */
import {
  DEFAULT_MIDI_MAP,
  DEFAULT_PADS,
  FIRST_PAD_NOTE,
} from '../../src/control/midi/default-midi-map.js';

export function midiTable(): string {
  const pads = DEFAULT_PADS.map(({ pad, send, description }) => {
    const note = FIRST_PAD_NOTE + pad - 1;
    const isLit = DEFAULT_MIDI_MAP.lamps.some((lamp) => lamp.number === note);
    const light = isLit ? '; lit while there is one' : '';
    return `| pad ${pad} | note ${note} | ${description}${light} | \`${send.join(' ')}\` |`;
  });
  return [
    '| control | sends | what it does | request |',
    '| --- | --- | --- | --- |',
    ...pads,
  ].join('\n');
}
