/**
 * Level echo: where a stem's controls stand, each value alone at the address that moves it, as surfaces follow it.
 *
 *   /stemwright/live/<stem>/gain dB     .../fader 0 to 1     .../mute 0|1     .../solo 0|1
 */
import { STEM_CONTROLS, stemControlAddress, type StemControlValues } from '../api/stem-controls.js';
import { float, integer, type OscMessage } from './osc-message.js';

/** @param values of the controls that are to be told */
export function levelEcho(stem: string, values: Partial<StemControlValues>): OscMessage[] {
  return STEM_CONTROLS.flatMap((control) => {
    const value = values[control];
    if (value === undefined) return [];
    const argument = typeof value === 'boolean' ? integer(value ? 1 : 0) : float(value);
    return { address: stemControlAddress(stem, control), args: [argument] };
  });
}
