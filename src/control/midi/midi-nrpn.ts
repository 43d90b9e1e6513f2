/**
 * NRPN, non-registered parameters: four controllers that are one control (MIDI 1.0, "registered and non-registered parameter
 * numbers").
 *
 *   99, 98: parameter = 128 * upper + lower;   6, 38: value = 128 * upper + lower of the parameter that was named last
 *
 * As with 14-bit controllers new upper bits reset the lower ones, and upper bits that repeat change nothing. A registered
 * parameter (101, 100) or the number 16,383 names none: 6 and 38 are controllers like any then. Increments (96, 97) are not read.
 */
import { MAX_14_BIT, type MidiMessage } from './midi-message.js';

export interface Nrpn {
  readonly kind: 'nrpn';
  readonly channel: number;
  /** 0 to 16,382 */
  readonly parameter: number;
  /** 0 to 16,383 */
  readonly value: number;
}

export interface NrpnReader {
  /** @returns the new value of a parameter; 'part' for what only names one or changes nothing; undefined: this is no NRPN */
  read(message: MidiMessage): Nrpn | 'part' | undefined;
}

const PARAMETER_UPPER = 99;
const PARAMETER_LOWER = 98;
const REGISTERED = [100, 101];
const VALUE_UPPER = 6;
const VALUE_LOWER = 38;

export function createNrpnReader(): NrpnReader {
  /** by channel: the parameter that was named; no entry: none */
  const named = new Map<number, number>();
  /** by channel and parameter */
  const values = new Map<number, number>();
  return {
    read(message) {
      if (message.kind !== 'control') return undefined;
      const { channel, controller, value } = message;
      if (REGISTERED.includes(controller)) named.delete(channel);
      const parameter = named.get(channel) ?? 0;
      if (controller === PARAMETER_UPPER) {
        named.set(channel, (value << 7) | (parameter & 0x7f));
        return 'part';
      }
      if (controller === PARAMETER_LOWER) {
        named.set(channel, (parameter & ~0x7f) | value);
        return 'part';
      }
      const isUpper = controller === VALUE_UPPER;
      const isNamed = named.has(channel) && parameter !== MAX_14_BIT;
      if (!isNamed || (!isUpper && controller !== VALUE_LOWER)) return undefined;
      const key = channel * (MAX_14_BIT + 1) + parameter;
      const earlier = values.get(key);
      if (isUpper && earlier !== undefined && earlier >> 7 === value) return 'part';
      const whole = isUpper ? value << 7 : ((earlier ?? 0) & ~0x7f) | value;
      values.set(key, whole);
      return { kind: 'nrpn', channel, parameter, value: whole };
    },
  };
}
