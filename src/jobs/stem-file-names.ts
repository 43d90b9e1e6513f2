/**
 * Stem file names: what the files of stems are called, by a pattern.
 *
 *   {stem}            vocals.wav            without a pattern
 *   {name} - {stem}   song - vocals.flac    {name}: the recording's file, without its extension
 *
 * Whatever is in a name is made safe (safe-file-name.ts). A file with all stems in it is called as the recording.
 */
import path from 'node:path';

import type { StemFormat } from '../audio/stem-formats.js';
import { OperationalError } from '../operational-error.js';
import type { NamedOutput } from './separated-outputs.js';
import { alike, safeFileName } from '../safe-file-name.js';

const PLACEHOLDERS = ['name', 'stem'] as const;
const DEFAULT_PATTERN = '{stem}';
const PATTERN_OF_ALL = '{name}';

interface NamedFiles {
  readonly format: StemFormat;
  /** undefined: as Stemwright calls them */
  readonly pattern: string | undefined;
  /** path of what they are of */
  readonly input: string;
  readonly outputs: readonly NamedOutput[];
}

/**
 * @returns output -> file
 * @throws OperationalError `bad-argument` where two stems would be called the same, on some disk at least
 */
export function stemFileNames({
  format,
  pattern,
  input,
  outputs,
}: NamedFiles): Readonly<Record<string, string>> {
  const stems = outputs.map((output) => output.name);
  const isOneFile = format === 'stem.mp4';
  const chosen = pattern ?? (isOneFile ? PATTERN_OF_ALL : DEFAULT_PATTERN);
  checkPattern(chosen);
  const name = path.parse(input).name;
  const filled = stems.map((stem) => {
    const values = { name, stem: isOneFile ? 'stems' : stem };
    const text = chosen.replace(/\{(name|stem)\}/g, (_, key: 'name' | 'stem') => values[key]);
    return `${safeFileName(text)}.${format}`;
  });
  const areApart = new Set(filled.map(alike)).size === filled.length;
  if (isOneFile || areApart) {
    return Object.fromEntries(stems.map((stem, at) => [stem, filled[at]!]));
  }
  throw new OperationalError(
    'bad-argument',
    `Expected names that tell the stems ${stems.join(', ')} apart, got "${chosen}". Put {stem} in it.`,
  );
}

/** @throws OperationalError `bad-argument` for a placeholder that there is not */
function checkPattern(pattern: string): void {
  const unknown = [...pattern.matchAll(/\{([^{}]*)\}/g)]
    .map(([, key]) => key!)
    .find((key) => !PLACEHOLDERS.some((known) => known === key));
  if (unknown === undefined) return;
  throw new OperationalError(
    'bad-argument',
    `Expected {name} and {stem} in the names "${pattern}", got {${unknown}}.`,
  );
}
