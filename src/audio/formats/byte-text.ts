/**
 * Bytes as text, one character a byte: the marks by which files are told apart.
 */

/** Whether `text` stands in `bytes` from `at` on. */
export function hasText(bytes: Uint8Array, text: string, at = 0): boolean {
  for (let index = 0; index < text.length; index++) {
    if (bytes[at + index] !== text.charCodeAt(index)) return false;
  }
  return true;
}
