/**
 * Stem file names: what the files of stems are called, by a pattern.
 *
 *   {stem}            vocals.wav            without a pattern
 *   {name} - {stem}   song - vocals.flac    {name}: the recording's file, without its extension
 *
 * Whatever is in a name is made safe (safe-file-name.ts). Of one that would be too long the recording's name is shortened, so that
 * the stem stays. A file with all stems in it is called as the recording.
 */
import path from 'node:path';

import type { StemFormat } from '../audio/stem-formats.js';
import { OperationalError } from '../operational-error.js';
import type { NamedOutput } from './separated-outputs.js';
import { alike, MOST_NAME_BYTES, safeFileName } from '../safe-file-name.js';

const PLACEHOLDERS = ['name', 'stem'] as const;
const DEFAULT_PATTERN = '{stem}';
const PATTERN_OF_ALL = '{name}';
/** of a recording's, with what tells long ones apart */
const LEAST_NAME_BYTES = 32;

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
    const text = fittingText(chosen, { name, stem: isOneFile ? 'stems' : stem });
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

type Values = Readonly<Record<(typeof PLACEHOLDERS)[number], string>>;

/** Filled in, with a shorter name where it would be too long and that helps. */
function fittingText(pattern: string, values: Values): string {
  const text = filledIn(pattern, values);
  const names = pattern.split('{name}').length - 1;
  if (names === 0 || Buffer.byteLength(text) <= MOST_NAME_BYTES) return text;
  const others = Buffer.byteLength(filledIn(pattern, { ...values, name: '' }));
  const room = Math.floor((MOST_NAME_BYTES - others) / names);
  if (room < LEAST_NAME_BYTES) return text;
  return filledIn(pattern, { ...values, name: safeFileName(values.name, room) });
}

function filledIn(pattern: string, values: Values): string {
  return pattern.replace(/\{(name|stem)\}/g, (_, key: keyof Values) => values[key]);
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
