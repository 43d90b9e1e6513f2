/**
 * The README's table of the default MIDI map, made from the map.
 */
import {
  DEFAULT_LAMPS,
  defaultKnobs,
  defaultPads,
  FIRST_KNOB_CONTROLS,
  FIRST_PAD_NOTE,
} from '../../src/control/midi/default-midi-map.js';

/** @param stems of the model that the daemon begins with */
export function midiTable(stems: readonly string[]): string {
  const pads = defaultPads(stems).map(({ pad, send, description }) => {
    const note = FIRST_PAD_NOTE + pad - 1;
    const isLit = DEFAULT_LAMPS.some((lamp) => lamp.number === note);
    const light = isLit ? '; lit while there is one' : '';
    return `| pad ${pad} | note ${note} | ${description}${light} | \`${send.join(' ')}\` |`;
  });
  const knobs = defaultKnobs(stems).map(({ knob, send, description }) => {
    const numbers = FIRST_KNOB_CONTROLS.map((first) => first + knob - 1).join(' or ');
    return `| knob ${knob} | control ${numbers} | ${description} | \`${send.join(' ')}\` |`;
  });
  return [
    '| control | sends | what it does | request |',
    '| --- | --- | --- | --- |',
    ...pads,
    ...knobs,
  ].join('\n');
}
