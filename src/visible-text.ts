/**
 * Visible text: what users, files, devices and clients are called or say, as it is shown on a terminal. A terminal obeys control
 * characters: whoever names a file could move the cursor, change the title, or hide and reverse what is printed.
 *
 *   tune<ESC>[2J.wav -> tune\x1b[2J.wav      a<U+009B>b -> a\x9bb      <U+202E>3pm -> \u202e3pm      two<newline>lines -> two\nlines
 *
 * A byte of a path that is no UTF-8 is shown by its number, too (path-text.ts). Everything else stays as it is, backslashes too: the
 * result is for reading, not for reading back. JSON has its own escapes, and stays JSON.
 */
import { readableText } from './path-text.js';

/** Controls (C0, DEL and C1), halves of characters, separators of lines, what turns the direction of writing, and the byte order mark. */
const UNSEEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\u{feff}]/gu;
const SHORT: Partial<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const LAST_OF_TWO_DIGITS = 0xff;

/** One line. */
export function visibleText(text: string): string {
  return readableText(text).replace(UNSEEN, escaped);
}

/** Several lines, which stay lines: help, a stack. */
export function visibleLines(text: string): string {
  return readableText(text).replace(UNSEEN, (character) =>
    character === '\n' ? character : escaped(character),
  );
}

/** JSON of one line that is safe to print, and means the same: all that is unseen is within strings. */
export function visibleJson(json: string): string {
  return json.replace(UNSEEN, (character) => `\\u${hex(character, 4)}`);
}

function escaped(character: string): string {
  const short = SHORT[character];
  if (short !== undefined) return short;
  return character.charCodeAt(0) <= LAST_OF_TWO_DIGITS
    ? `\\x${hex(character, 2)}`
    : `\\u${hex(character, 4)}`;
}

function hex(character: string, digits: number): string {
  return character.charCodeAt(0).toString(16).padStart(digits, '0');
}
