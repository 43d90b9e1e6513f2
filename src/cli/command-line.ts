/**
 * Command line: the arguments as they were given, those included that are no UTF-8 (path-text.ts).
 *
 * Node decodes arguments before anybody can ask for their bytes, and what is no UTF-8 becomes U+FFFD. Linux keeps the bytes; where
 * they cannot be had, the arguments are Node's, and a file of that name does not exist (audio/formats/input-file.ts).
 */
import { readFileSync } from 'node:fs';

import { pathText } from '../path-text.js';

/** Of this process. */
export function commandLine(): string[] {
  const { argv } = process;
  if (!argv.some((argument) => argument.includes('\ufffd'))) return argv;
  try {
    return withBytes(argv, readFileSync('/proc/self/cmdline'));
  } catch {
    return argv; // not Linux
  }
}

/** @param bytes of the arguments, Node and its options first, each ended by a 0 */
export function withBytes(argv: readonly string[], bytes: Buffer): string[] {
  const given = bytes.toString('latin1').split('\0').slice(0, -1);
  const [node, script, ...rest] = argv;
  const last = given.slice(given.length - rest.length);
  return [
    node!,
    script!,
    ...rest.map((argument, index) => {
      const own = Buffer.from(last[index] ?? '', 'latin1');
      // somebody may have changed what the system shows
      return own.toString() === argument ? pathText(own) : argument;
    }),
  ];
}
