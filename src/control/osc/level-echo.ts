/**
 * Level echo: how a stem is set, as surfaces follow it: beside `/stemwright/live/level`, each control's value alone at the address
 * that moves it. Whoever is told a level is told these: a fader finds its place by `/stemwright/live/status`, too.
 *
 *   /stemwright/live/<stem>/gain dB     .../fader 0 to 1     .../mute 0|1     .../solo 0|1
 *
 * All four at every change: a datagram that is lost is made up for by the next.
 */
import type { Reply } from '../api/replies.js';
import { STEM_CONTROLS, stemControlAddress, stemControlValues } from '../api/stem-controls.js';
import { float, integer, type OscMessage } from './osc-message.js';

export function levelEcho({ key, values }: Reply): OscMessage[] {
  if (key !== 'liveLevel') return [];
  const stands = stemControlValues(values);
  return STEM_CONTROLS.map((control) => {
    const value = stands[control];
    return {
      address: stemControlAddress(values.stem, control),
      args: [typeof value === 'boolean' ? integer(value ? 1 : 0) : float(value)],
    };
  });
}
