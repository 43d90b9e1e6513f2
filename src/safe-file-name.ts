/**
 * Safe file name: what any text of a user's or client's is called as one folder or file, on every system.
 *
 *   song -> song      ..  -> untitled      CON.mix -> CON_.mix      a/b:c -> a_b_c      take 1.  -> take 1      caf\xe9 -> caf_xe9
 *
 * The result is never empty or hidden, has no separators or control characters, is no device of Windows, does not end in what
 * Windows drops, and fits a file system. It depends on the name alone, and a safe name stays as it is. Names that become the
 * same by it are the caller's to tell apart (cli/output-places.ts); only long ones keep apart by themselves, by a hash.
 */
import { createHash } from 'node:crypto';

import { readableText } from './path-text.js';

/** Controls, halves of characters, and what some system reads as a separator or a pattern. */
const NOT_IN_NAMES = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}/\\:*?"<>|]/gu;
const UNSEEN_ONLY = /^[\s\p{Cf}]*$/u;
/** Windows takes these for devices, whatever comes after a dot; it reads superscript digits as digits, too. */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?= *(?:\.|$))/i;
const UNTITLED = 'untitled';

/** File systems take 255; temporary names beside it, and what tells it from others, must fit, too. */
export const MOST_NAME_BYTES = 180;
const HASH_CHARACTERS = 8;

/** @param mostBytes of the result in UTF-8; room for the hash and a few characters at least */
export function safeFileName(name: string, mostBytes = MOST_NAME_BYTES): string {
  const safe = readableText(name)
    .replace(NOT_IN_NAMES, '_')
    .replace(/^[. ]+/, '')
    .replace(DEVICE, '$&_');
  const end = lengthWithoutTail(safe);
  return shortened(UNSEEN_ONLY.test(safe.slice(0, end)) ? UNTITLED : safe.slice(0, end), mostBytes);
}

/** What disks that do not tell upper from lower case, or one spelling of an accent from another, take for the same. */
export function alike(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

/** Without dots and spaces at the end; a pattern would take time squared in their number. */
function lengthWithoutTail(name: string): number {
  let end = name.length;
  while (end > 0 && (name[end - 1] === '.' || name[end - 1] === ' ')) end--;
  return end;
}

function shortened(name: string, mostBytes: number): string {
  if (Buffer.byteLength(name) <= mostBytes) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, HASH_CHARACTERS);
  let [kept, bytes] = ['', 0];
  for (const character of name) {
    bytes += Buffer.byteLength(character);
    if (bytes > mostBytes - HASH_CHARACTERS - 1) break;
    kept += character;
  }
  return `${kept} ${hash}`;
}
