/**
 * Triggers: which control of a controller is meant, and what it says: its value as a fraction, and whether it was pressed.
 *
 * A note is pressed by note-on, a program by its change. A controller is pressed when it passes the middle upwards, so that pads
 * and buttons that send controllers work; a pitch wheel, which rests in the middle, when it passes three quarters.
 */
import type { Control14 } from './midi-control14.js';
import { LOWER_HALF } from './midi-control14.js';
import type { Trigger } from './midi-map-schema.js';
import { MAX_14_BIT, MAX_DATA, type MidiMessage } from './midi-message.js';
import type { Nrpn } from './midi-nrpn.js';

export interface Move {
  readonly trigger: Trigger & { readonly channel: number };
  /** 0 to 1 */
  readonly value: number;
}

/** What a message says about a control, or undefined where it is none. Releases of notes are none. */
export function moveOf(message: MidiMessage | Control14 | Nrpn): Move | undefined {
  const { kind } = message;
  if (kind === 'noteOn') {
    return move('note', message.channel, message.note, message.velocity / MAX_DATA);
  }
  if (kind === 'control') {
    return move(kind, message.channel, message.controller, message.value / MAX_DATA);
  }
  if (kind === 'control14') {
    return move(kind, message.channel, message.controller, message.value / MAX_14_BIT);
  }
  if (kind === 'nrpn') {
    return move(kind, message.channel, message.parameter, message.value / MAX_14_BIT);
  }
  if (kind === 'program') return move(kind, message.channel, message.program, 1);
  if (kind === 'pitchBend') {
    return move(kind, message.channel, undefined, message.value / MAX_14_BIT);
  }
  return undefined;
}

function move(
  type: Trigger['type'],
  channel: number,
  number: number | undefined,
  value: number,
): Move {
  const trigger = number === undefined ? { type, channel } : { type, channel, number };
  return { trigger, value };
}

const PRESSED_ABOVE: Readonly<Partial<Record<Trigger['type'], number>>> = {
  control: 0.5,
  control14: 0.5,
  nrpn: 0.5,
  pitchBend: 0.75,
};

/** @returns whether a move presses its control; remembers where controllers were */
export function createPressDetector(): (move: Move, port: string) => boolean {
  const wasAbove = new Map<string, boolean>();
  return ({ trigger, value }, port) => {
    const limit = PRESSED_ABOVE[trigger.type];
    if (limit === undefined) return true;
    const key = `${port} ${triggerName(trigger)}`;
    const isAbove = value > limit;
    const isPress = isAbove && wasAbove.get(key) !== true;
    wasAbove.set(key, isAbove);
    return isPress;
  };
}

/** Whether a wanted trigger is the one that moved. */
export function fits(wanted: Trigger, moved: Trigger): boolean {
  return (
    wanted.type === moved.type &&
    wanted.number === moved.number &&
    (wanted.channel === undefined || wanted.channel === moved.channel)
  );
}

/** Whether one movement could be both. The halves of a 14-bit controller are controllers too. */
export function overlap(a: Trigger, b: Trigger): boolean {
  if (a.channel !== undefined && b.channel !== undefined && a.channel !== b.channel) return false;
  if (a.type === b.type) return a.number === b.number;
  const [half, whole] = a.type === 'control' ? [a, b] : [b, a];
  if (half.type !== 'control' || whole.type !== 'control14') return false;
  return half.number === whole.number || half.number === whole.number! + LOWER_HALF;
}

/** For people: "note 36 on channel 10" */
export function triggerName({ type, channel, number }: Trigger): string {
  const control = { control14: '14-bit control', pitchBend: 'pitch bend' } as const;
  const name = type === 'control14' || type === 'pitchBend' ? control[type] : type;
  const on = channel === undefined ? 'any channel' : `channel ${channel}`;
  return `${name}${number === undefined ? '' : ` ${number}`} on ${on}`;
}
