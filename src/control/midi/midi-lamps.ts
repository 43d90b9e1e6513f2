/**
 * MIDI lamps: what the daemon shows on a controller, sent when it changes and when an output is connected.
 *
 *   value = off + (on - off) * fraction, rounded
 */
import { lampBytes, type LampMessage } from './midi-message.js';
import type { MidiLamp } from './midi-map-schema.js';
import { nameContains } from './midi-ports.js';

export type LampState = MidiLamp['state'];

export interface MidiLamps {
  /** @param fraction 0 to 1; a state that is or is not has 1 or 0 */
  show(state: LampState, fraction: number): void;
  /** Brings an output up to date that has just been connected. */
  refresh(output: string): void;
  /** Shows that nothing goes on, on every output. */
  putOut(): void;
}

export interface MidiLampsParts {
  readonly lamps: readonly MidiLamp[];
  /** parts of the names of outputs for lamps that name none */
  readonly names: readonly string[];
  /** names of the outputs that are connected */
  readonly outputs: () => readonly string[];
  readonly send: (output: string, bytes: Uint8Array) => void;
}

export function createMidiLamps({ lamps, names, outputs, send }: MidiLampsParts): MidiLamps {
  const fractions = new Map<LampState, number>();

  function sendTo(output: string, lamp: MidiLamp, value: number): void {
    const isMeant = nameContains(output, lamp.output === undefined ? names : [lamp.output]);
    if (isMeant) send(output, lampBytes(messageOf(lamp, value)));
  }

  function show(state: LampState, fraction: number): void {
    const earlier = fractions.get(state) ?? 0;
    fractions.set(state, fraction);
    for (const lamp of lamps) {
      if (lamp.state !== state || valueOf(lamp, fraction) === valueOf(lamp, earlier)) continue;
      for (const output of outputs()) sendTo(output, lamp, valueOf(lamp, fraction));
    }
  }

  return {
    show,
    refresh(output) {
      for (const lamp of lamps) sendTo(output, lamp, valueOf(lamp, fractions.get(lamp.state) ?? 0));
    },
    putOut() {
      for (const state of [...fractions.keys()]) show(state, 0);
    },
  };
}

function valueOf({ on, off }: MidiLamp, fraction: number): number {
  return Math.round(off + (on - off) * fraction);
}

function messageOf({ type, channel, number }: MidiLamp, value: number): LampMessage {
  return type === 'note'
    ? { kind: 'noteOn', channel, note: number, velocity: value }
    : { kind: 'control', channel, controller: number, value };
}
