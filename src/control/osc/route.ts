/**
 * Route: what one request over OSC takes and is answered by, as data.
 */
import type { Field, OptionField } from './osc-fields.js';
import type { ReplyKey } from './osc-replies.js';

export interface Route {
  readonly address: string;
  readonly handler: string;
  readonly arguments: readonly Field[];
  readonly options: readonly OptionField[];
  /** in the order they can come; any request can be answered by `error` instead */
  readonly replies: readonly ReplyKey[];
  /** the reply after which no other follows, unless that was `error`; undefined: only an error is answered */
  readonly last: ReplyKey | undefined;
  readonly description: string;
}

/** What most requests begin with: the caller's own name for it. */
export const ID = { kind: 'id', name: 'id' } as const;
