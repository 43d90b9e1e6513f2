/**
 * 14-bit controllers: controller n (0 to 31) carries the upper seven bits, n + 32 the lower ones (MIDI 1.0, "control change").
 *
 *   value = 128 * upper + lower
 *
 * New upper bits reset the lower ones, as the specification has it; upper bits that only repeat change nothing, so that a
 * controller that sends both halves every time does not jump down and up again. NRPNs are in midi-nrpn.ts.
 */
import type { MidiMessage } from './midi-message.js';

export interface Control14 {
  readonly kind: 'control14';
  readonly channel: number;
  /** of the upper half, 0 to 31 */
  readonly controller: number;
  /** 0 to 16,383 */
  readonly value: number;
}

export interface Control14Reader {
  /** @returns the new value of a 14-bit controller, or undefined where this is none, or does not change it */
  read(message: MidiMessage): Control14 | undefined;
}

/** Between the halves of one controller. */
export const LOWER_HALF = 32;

export function createControl14Reader(): Control14Reader {
  const values = new Map<number, number>();
  return {
    read(message) {
      if (message.kind !== 'control' || message.controller >= 2 * LOWER_HALF) return undefined;
      const controller = message.controller % LOWER_HALF;
      const key = message.channel * LOWER_HALF + controller;
      const earlier = values.get(key);
      const isUpper = message.controller < LOWER_HALF;
      if (isUpper && earlier !== undefined && earlier >> 7 === message.value) return undefined;
      const value = isUpper ? message.value << 7 : ((earlier ?? 0) & ~0x7f) | message.value;
      values.set(key, value);
      return { kind: 'control14', channel: message.channel, controller, value };
    },
  };
}
