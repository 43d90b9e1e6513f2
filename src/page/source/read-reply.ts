/**
 * Read reply: what the daemon says in its stream of events, checked by the declarations of its replies.
 */
import { REPLIES, type Reply, type ReplyKey } from '../../control/api/replies.js';
import type { ReplyField } from '../../control/api/reply-fields.js';

/** @returns undefined for what is no reply that this page knows */
export function readReply(text: string): Reply | undefined {
  const value: unknown = JSON.parse(text);
  if (!isRecord(value)) return undefined;
  const { key, id, values } = value;
  if (!isReplyKey(key) || !isId(id) || !isRecord(values)) return undefined;
  const fields: readonly ReplyField[] = REPLIES[key].fields;
  if (!fields.every((field) => fits(field, values[field.name]))) return undefined;
  // each value was checked by the field its type is made of, which TypeScript cannot follow through the table
  return { key, id, values } as unknown as Reply;
}

function fits({ kind, optional }: ReplyField, value: unknown): boolean {
  if (value === undefined) return optional !== undefined || kind === 'estimate';
  switch (kind) {
    case 'id':
      return isId(value);
    case 'text':
    case 'prose':
      return typeof value === 'string';
    case 'integer':
    case 'number':
    case 'estimate':
      return typeof value === 'number';
    case 'flag':
      return typeof value === 'boolean';
    case 'numbers':
      return Array.isArray(value) && value.every((number) => typeof number === 'number');
    case 'names':
    case 'rest':
      return Array.isArray(value) && value.every((name) => typeof name === 'string');
  }
}

function isReplyKey(key: unknown): key is ReplyKey {
  return typeof key === 'string' && Object.hasOwn(REPLIES, key);
}

function isId(id: unknown): id is string | number {
  return typeof id === 'string' || typeof id === 'number';
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
