/**
 * Stem file: a known stem as people write it, STEM=FILE.
 */
import path from 'node:path';

import { OperationalError } from '../operational-error.js';
import type { StemFile } from './job-command.js';

/** Undefined for what is a path alone: in "/a=b/c" the equals sign belongs to it. */
export function stemFileOf(text: string): StemFile | undefined {
  const at = text.indexOf('=');
  return at > 0 && !path.isAbsolute(text)
    ? { stem: text.slice(0, at), path: text.slice(at + 1) }
    : undefined;
}

/** @throws OperationalError `bad-argument` when a stem is known twice, or both known and to be generated */
export function refuseRepeated(known: readonly string[], generate: readonly string[]): void {
  const repeated = known.find(
    (stem, index) => generate.includes(stem) || known.indexOf(stem) !== index,
  );
  if (repeated === undefined) return;
  throw new OperationalError(
    'bad-argument',
    `The stem ${JSON.stringify(repeated)} is given more than once, or both given and to be generated.`,
  );
}
