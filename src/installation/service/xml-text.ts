/**
 * XML text: a word as it stands between tags. XML has no way to say control characters.
 */
import { OperationalError } from '../../operational-error.js';
import { shownValue } from '../../shown-value.js';

const SIGNS: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** @throws OperationalError `bad-argument` */
export function xmlText(word: string): string {
  if (/\p{Cc}|\p{Cs}/u.test(word)) {
    throw new OperationalError(
      'bad-argument',
      `A service cannot be told ${shownValue(word)}: there is a character in it that cannot be written down. Rename that file or folder.`,
    );
  }
  return word.replace(/[&<>"]/g, (sign) => SIGNS[sign]!);
}
