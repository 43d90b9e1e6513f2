/**
 * Path text: names of files as strings, whatever bytes they are made of.
 *
 *   bytes 63 61 66 e9 2e 77 61 76  ->  "caf\udce9.wav", shown as  caf\xe9.wav
 *
 * On Linux a name is bytes, and old disks and archives hold names that are no UTF-8. Such a byte stands in the string as the lone
 * surrogate U+DC00 + byte, which no text has otherwise; so paths are joined, compared and kept in JSON like any other, and become
 * the same bytes again where the file system is asked (file-system.ts). All other names are what they were.
 */
import { isUtf8 } from 'node:buffer';

/** U+DC80 to U+DCFF; with the flag u it finds no halves of pairs. */
const LONE_BYTE = /[\udc80-\udcff]/u;
const LONE_BYTES = /[\udc80-\udcff]/gu;
const FIRST_LONE_BYTE = 0xdc00;
/** What would be read as a byte but is text. */
const LIKE_A_BYTE = /\\(?=x[0-9a-f]{2})/g;

/** The string of a path's bytes. */
export function pathText(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString();
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const length = [1, 2, 3, 4].find((count) => isUtf8(bytes.subarray(at, at + count)));
    text +=
      length === undefined || at + length > bytes.length
        ? String.fromCharCode(FIRST_LONE_BYTE + bytes[at]!)
        : bytes.toString('utf8', at, at + length);
    at += length ?? 1;
  }
  return text;
}

/** What the system is asked for: the path itself, or its bytes where they are no UTF-8. */
export function pathBytes(path: string): string | Buffer {
  if (!LONE_BYTE.test(path)) return path;
  const parts = path.split(/([\udc80-\udcff])/u);
  return Buffer.concat(
    parts.map((part, index) =>
      index % 2 === 0 ? Buffer.from(part) : Buffer.of(part.charCodeAt(0) - FIRST_LONE_BYTE),
    ),
  );
}

/** A path for people, and for stems.json: no two look the same, and those of text look like themselves. */
export function readablePath(path: string): string {
  // where the backslash parts names, none has one
  const text = process.platform === 'win32' ? path : path.replace(LIKE_A_BYTE, '\\x5c');
  return readableText(text);
}

/** Text that may hold a path; changes nothing else. */
export function readableText(text: string): string {
  return text.replace(
    LONE_BYTES,
    (byte) => `\\x${(byte.charCodeAt(0) - FIRST_LONE_BYTE).toString(16)}`,
  );
}
