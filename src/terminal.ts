/**
 * Terminal: what may be done where stderr goes. Bars need a cursor that can be moved; colours are for those who want them
 * (NO_COLOR, https://no-color.org).
 */
export interface Terminal {
  /** somebody may be watching */
  readonly isTerminal: boolean;
  readonly hasCursor: boolean;
  readonly hasColours: boolean;
}

/** @param isTTY of the stream; undefined where it is a file or a pipe */
export function terminalOf(
  isTTY: boolean | undefined,
  { TERM, NO_COLOR = '' }: NodeJS.ProcessEnv,
): Terminal {
  const isTerminal = isTTY === true;
  const hasCursor = isTerminal && TERM !== 'dumb';
  return { isTerminal, hasCursor, hasColours: hasCursor && NO_COLOR === '' };
}
