/**
 * OSC messages as plain data. What is sent has explicit types, because 1 and 1.0 are different to receivers;
 * what was received is plain values, because senders differ in how they type a number.
 */

import type { RequestId, RequestValue } from '../api/field.js';

/** By its OSC type tag, those of OSC 1.0 and 1.1 that the daemon sends: int32, int64, float32, string, blob, true, false. */
export type OscArgument =
  | { readonly kind: 'i'; readonly value: number }
  | { readonly kind: 'h'; readonly value: bigint }
  | { readonly kind: 'f'; readonly value: number; readonly spare?: true }
  | {
      readonly kind: 's';
      readonly value: string;
      /** may be cut where the message would not fit into a packet */
      readonly shortenable?: true;
      /** may be left out at the end of a message where it would not fit */
      readonly spare?: true;
    }
  | { readonly kind: 'b'; readonly value: Uint8Array }
  | { readonly kind: 'T' | 'F'; readonly value: boolean };

export interface OscMessage {
  readonly address: string;
  readonly args: readonly OscArgument[];
}

/** int64 and time tags arrive as bigint, nil as null, infinitum as Infinity. */
export type OscValue = RequestValue;

export interface ReceivedMessage {
  readonly address: string;
  readonly args: readonly OscValue[];
  /** when the enclosing bundle wants it to happen, in ms since 1970; messages outside bundles are immediate */
  readonly timeMs: number | 'immediate';
}

const INT32_LIMIT = 2 ** 31;

/** A whole number: int32 where it fits, else int64. */
export function integer(value: number): OscArgument {
  if (!Number.isSafeInteger(value)) throw new Error(`not a whole number: ${value}`);
  return value >= -INT32_LIMIT && value < INT32_LIMIT
    ? { kind: 'i', value }
    : { kind: 'h', value: BigInt(value) };
}

export function float(value: number): Extract<OscArgument, { readonly kind: 'f' }> {
  return { kind: 'f', value };
}

export function text(value: string): Extract<OscArgument, { readonly kind: 's' }> {
  return { kind: 's', value };
}

/** Text for people, which may end in "…" rather than make a packet too long. */
export function prose(value: string): OscArgument {
  return { kind: 's', value, shortenable: true };
}

/** The same argument, which may be left out where the message would be too long. */
export function spare(argument: Extract<OscArgument, { readonly kind: 'f' | 's' }>): OscArgument {
  return { ...argument, spare: true };
}

export function idArgument(id: RequestId): OscArgument {
  return typeof id === 'number' ? integer(id) : text(id);
}
