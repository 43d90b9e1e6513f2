/**
 * Button presses: what surfaces send whose buttons know nothing of ids, 1 when pressed and 0 when let go.
 *
 *   /stemwright/live/start 1     as if it were asked for without an id; replies have the id ""
 *   /stemwright/live/start 0     nothing
 *
 * Only a single argument is one, and only of routes that declare what a press asks for: more than one begins with an id as ever.
 */
import type { Route } from './define-route.js';
import type { RequestValue } from './field.js';

export type Press = 'pressed' | 'released';

/** What pads and buttons take of the live input: a request from them says no more. */
export const BUTTON_CAPTURE = 'capture:8bars';
/** what they generate; a loop's worth */
export const BUTTON_SECONDS = 12;

/** @returns undefined for what is no press */
export function pressOf(
  { button }: Pick<Route, 'button'>,
  values: readonly RequestValue[],
): Press | undefined {
  if (button === undefined || values.length !== 1) return undefined;
  const [value] = values;
  if (value === true || value === 1 || value === 1n) return 'pressed';
  if (value === false || value === 0 || value === 0n) return 'released';
  return undefined;
}
