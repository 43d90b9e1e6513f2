/**
 * Fields of replies: what a reply says after its id, as data, and the types that follow from it.
 */
import type { RequestId } from './field.js';

export type ReplyFieldKind =
  /** what a client calls its request */
  | { readonly kind: 'id' }
  | { readonly kind: 'text' }
  /** for people: where there is not enough room it ends in "…" */
  | { readonly kind: 'prose' }
  | { readonly kind: 'integer' }
  | { readonly kind: 'number' }
  /** a number, or undefined while it is not known */
  | { readonly kind: 'estimate' }
  | { readonly kind: 'flag' }
  | { readonly kind: 'names' }
  /** names one by one, the last field of its reply: as many as there is room for */
  | { readonly kind: 'rest' }
  /** numbers one by one, the last field of its reply, too */
  | { readonly kind: 'numbers' };

export type ReplyField = ReplyFieldKind & {
  readonly name: string;
  /** may be left out: where it has no meaning, or (observers) for the client whose request it is */
  readonly optional?: true | 'observers';
};

export interface ReplyDeclaration {
  readonly address: string;
  /** after the id that every reply begins with */
  readonly fields: readonly ReplyField[];
  readonly description: string;
}

export type ReplyValueOf<Kind extends ReplyFieldKind['kind']> = Kind extends 'id'
  ? RequestId
  : Kind extends 'integer' | 'number'
    ? number
    : Kind extends 'estimate'
      ? number | undefined
      : Kind extends 'flag'
        ? boolean
        : Kind extends 'numbers'
          ? readonly number[]
          : Kind extends 'names' | 'rest'
            ? readonly string[]
            : string;

/** The values of some fields, by name. */
export type ReplyValuesOf<Field extends ReplyField> = {
  readonly [F in Field as F extends { optional: unknown } ? never : F['name']]: ReplyValueOf<
    F['kind']
  >;
} & {
  readonly [F in Field as F extends { optional: unknown } ? F['name'] : never]?: ReplyValueOf<
    F['kind']
  >;
};

/** A value beside what it is, for surfaces that write values one after the other. */
export type ReplyValue = {
  readonly [Kind in ReplyFieldKind['kind']]: {
    readonly kind: Kind;
    readonly value: ReplyValueOf<Kind>;
  };
}[ReplyFieldKind['kind']];

/** How a reply is written: `jobId [seconds realTimeFactor] model...`; what only observers get is left out. */
export function replyUsage(fields: readonly ReplyField[]): string {
  return fields
    .filter(({ optional }) => optional !== 'observers')
    .map(({ kind, name, optional }) => {
      if (kind === 'rest' || kind === 'numbers') return `${name}...`;
      return optional === true ? `[${name}]` : name;
    })
    .join(' ')
    .replaceAll('] [', ' ');
}
