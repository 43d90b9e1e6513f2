/**
 * Find recordings: what the inputs of a command are, file by file, with a place for each one's stems.
 *
 * A file is taken as it is named, whatever its name ends in; a folder stands for the recordings below it. A file that is named
 * twice, or lies below a named folder too, is one recording.
 */
import path from 'node:path';

import type { Part } from '../audio/part-of-source.js';
import { recordingsBelow } from '../audio/recordings-below.js';
import { absolutePath, stat } from '../file-system.js';
import { OperationalError } from '../operational-error.js';
import { leftOutNotes } from './left-out-notes.js';
import { libraryPlaces, placesBeside, type LibraryRecording } from './library-places.js';
import type { PlaceStyle } from './output-places.js';

export interface FoundRecording {
  /** its path, as the user named it or the folder that it is in */
  readonly input: string;
  /** where its stems go */
  readonly folder: string;
  /** whether it was found in a folder that was named, rather than named itself */
  readonly isFound: boolean;
}

export interface FoundRecordings {
  readonly recordings: readonly FoundRecording[];
  /** inputs that hold nothing, or cannot be looked into */
  readonly problems: readonly { readonly input: string; readonly error: OperationalError }[];
  /** what is left out, a sentence each */
  readonly notes: readonly string[];
}

/**
 * @param out the folder that all stems go to; it is not looked into. Undefined: a folder beside each recording
 * @param part of each that stems are made of
 */
export async function findRecordings(
  inputs: readonly string[],
  out: string | undefined,
  style: PlaceStyle,
  part: Part,
  signal?: AbortSignal,
): Promise<FoundRecordings> {
  const leaveOut = out === undefined ? undefined : absolutePath(out);
  const named: (LibraryRecording & { readonly input: string })[] = [];
  const problems: { input: string; error: OperationalError }[] = [];
  const notes: string[] = [];
  const seen = new Set<string>();
  const add = (input: string, base: string, isFound: boolean) => {
    const file = absolutePath(input);
    if (seen.has(file)) return;
    seen.add(file);
    named.push({ input, file, base, isFound });
  };
  for (const input of inputs) {
    const absolute = absolutePath(input);
    const entry = await stat(input).catch(() => undefined);
    if (entry?.isDirectory() !== true) {
      add(input, path.dirname(absolute), false);
      continue;
    }
    const below = await recordingsBelow(absolute, leaveOut, signal);
    for (const names of below.files) add(path.join(input, ...names), absolute, true);
    for (const error of below.problems) problems.push({ input, error });
    notes.push(...leftOutNotes(input, below));
    if (below.files.length + below.problems.length > 0) continue;
    // "separate *" in a folder where that was done before
    if (below.stems > 0) notes.push(`${input} holds nothing but stems that Stemwright made.`);
    else problems.push({ input, error: noRecordings(input) });
  }
  const places =
    out === undefined
      ? await placesBeside(named, part)
      : await libraryPlaces(named, out, style, part);
  const recordings = named.map(({ input, isFound }, index) => ({
    input,
    folder: path.join(out ?? path.dirname(input), places[index]!),
    isFound,
  }));
  return { recordings, problems, notes };
}

function noRecordings(folder: string): OperationalError {
  return new OperationalError(
    'input-empty',
    `${folder} holds no recordings: expected audio files in it, or in folders below; links are not followed.`,
  );
}
