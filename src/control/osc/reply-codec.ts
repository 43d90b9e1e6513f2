/**
 * Replies as OSC messages, and back, by the declarations of api/replies.ts.
 *
 *   id, integer -> i or h;   number -> f;   flag -> i 0 or 1;   estimate -> f, -1 while it is not known;
 *   text -> s;   prose -> s that may be cut;   names -> s with commas;   rest, numbers -> an s or f each, as many as fit
 */
import { REPLIES, valuesInOrder, type Reply, type ReplyKey } from '../api/replies.js';
import type { ReplyField, ReplyValue } from '../api/reply-fields.js';
import {
  float,
  idArgument,
  integer,
  prose,
  spare,
  text,
  type OscArgument,
  type OscMessage,
  type OscValue,
  type ReceivedMessage,
} from './osc-message.js';

/** What stands for a number that is not known. */
const UNKNOWN = -1;

export function encodeReply(reply: Reply): OscMessage {
  const { address } = REPLIES[reply.key];
  return { address, args: [idArgument(reply.id), ...valuesInOrder(reply).flatMap(argumentsOf)] };
}

function argumentsOf({ kind, value }: ReplyValue): OscArgument | OscArgument[] {
  switch (kind) {
    case 'id':
      return idArgument(value);
    case 'text':
      return text(value);
    case 'prose':
      return prose(value);
    case 'integer':
      return integer(value);
    case 'number':
      return float(value);
    case 'estimate':
      return float(value ?? UNKNOWN);
    case 'flag':
      return integer(value ? 1 : 0);
    case 'names':
      return text(value.join(','));
    case 'rest':
      return value.map((name) => spare(text(name)));
    case 'numbers':
      return value.map((number) => spare(float(number)));
  }
}

const KEY_BY_ADDRESS: ReadonlyMap<string, ReplyKey> = new Map(
  Object.entries(REPLIES).map(([key, { address }]) => [address, key as ReplyKey]),
);

/** @returns undefined for what is no reply of this protocol */
export function decodeReply({
  address,
  args: [id, ...args],
}: Pick<ReceivedMessage, 'address' | 'args'>): Reply | undefined {
  const key = KEY_BY_ADDRESS.get(address);
  if (key === undefined || (typeof id !== 'string' && typeof id !== 'number')) return undefined;
  const fields: readonly ReplyField[] = REPLIES[key].fields;
  const values: Record<string, unknown> = {};
  for (const [index, field] of fields.entries()) {
    const { kind } = field;
    const isList = kind === 'rest' || kind === 'numbers';
    const value = isList ? restOf(kind, args.slice(index)) : valueOf(kind, args[index]);
    const isMissing = args[index] === undefined && !isList;
    if (isMissing && field.optional !== undefined) continue;
    if (value === undefined) return undefined;
    values[field.name] = value === NOT_KNOWN ? undefined : value;
  }
  // each value was read by the field its type is made of, which TypeScript cannot follow through the table
  return { key, id, values } as unknown as Reply;
}

const NOT_KNOWN = Symbol('not known');

/** The value as the field's type, or undefined where it is none. */
function valueOf(
  kind: Exclude<ReplyField['kind'], 'rest' | 'numbers'>,
  value: OscValue | undefined,
): unknown {
  switch (kind) {
    case 'id':
      return typeof value === 'string' || typeof value === 'number' ? value : undefined;
    case 'text':
    case 'prose':
      return typeof value === 'string' ? value : undefined;
    case 'names':
      if (typeof value !== 'string') return undefined;
      return value === '' ? [] : value.split(',');
    case 'integer':
      return typeof value === 'bigint' ? Number(value) : numberOf(value);
    case 'number':
      return numberOf(value);
    case 'estimate':
      return value === UNKNOWN ? NOT_KNOWN : numberOf(value);
    case 'flag':
      return typeof value === 'number' ? value !== 0 : undefined;
  }
}

function numberOf(value: OscValue | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function restOf(
  kind: 'rest' | 'numbers',
  values: readonly OscValue[],
): readonly OscValue[] | undefined {
  const type = kind === 'rest' ? 'string' : 'number';
  return values.every((value) => typeof value === type) ? values : undefined;
}
