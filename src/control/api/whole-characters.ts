/**
 * Whole characters: the beginning of a text by its length in UTF-8, never half a character.
 */

/** At most the first `length` bytes. */
export function wholeCharacters(utf8: Buffer, length: number): string {
  let end = Math.min(length, utf8.length);
  while (end > 0 && isContinuation(utf8[end])) end--;
  return utf8.subarray(0, end).toString('utf8');
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
