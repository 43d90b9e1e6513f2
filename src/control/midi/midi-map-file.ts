/**
 * The map file: read once at the start, written whole when a control has been learned.
 */
import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';

import { createFolder } from '../../audio/create-folder.js';
import { outputFailed } from '../../audio/output-failed.js';
import { ifMissing } from '../../file-errors.js';
import { OperationalError } from '../../operational-error.js';
import { writeWholeFile } from '../../audio/whole-file.js';
import type { MidiMap } from './midi-map-schema.js';
import { parseMidiMap } from './parse-midi-map.js';
import { systemCodeOf } from '../../thrown-error.js';

const MODE = 0o644;

/**
 * @returns the default map where there is no file
 * @throws OperationalError `bad-argument`, `input-unreadable`
 */
export async function loadMidiMap(file: string, defaultMap: MidiMap): Promise<MidiMap> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    if (systemCodeOf(cause) === 'ENOENT') return defaultMap;
    return notRead(file)(cause);
  }
  return parseMidiMap(text, file);
}

/**
 * Replaces the file, or the one that a link of that name leads to.
 * @param before what was read from it, or written to it, last: a file that somebody has changed since stays
 * @throws OperationalError `output-failed`; `output-exists` when it has been changed since, or its folder cannot be made;
 *   `input-unreadable`
 */
export async function saveMidiMap(map: MidiMap, file: string, before: MidiMap): Promise<void> {
  const target = await realpath(file).catch(ifMissing(undefined)).catch(notRead(file));
  if (target !== undefined && !isDeepStrictEqual(await readMap(target, before), before)) {
    throw new OperationalError(
      'output-exists',
      `The MIDI map ${file} has been changed since it was read, and stays. What was learned holds until the daemon ends; ` +
        'start it again and learn it once more.',
    );
  }
  try {
    await createFolder(path.dirname(file));
    await writeWholeFile(target ?? file, midiMapText(map), { mode: MODE });
  } catch (error) {
    throw outputFailed(`The MIDI map ${file}`, error);
  }
}

/** Undefined for a file that is no map; `gone` where it has just been removed. @throws OperationalError `input-unreadable` */
async function readMap(file: string, gone: MidiMap): Promise<MidiMap | undefined> {
  return loadMidiMap(file, gone).catch((error: unknown) => {
    if (error instanceof OperationalError && error.code === 'bad-argument') return undefined;
    throw error;
  });
}

function notRead(file: string): (cause: unknown) => never {
  return (cause) => {
    const code = systemCodeOf(cause) ?? 'unknown error';
    throw new OperationalError(
      'input-unreadable',
      `The MIDI map ${file} cannot be read (${code}). Check that it is a file, and its permissions.`,
      { cause },
    );
  };
}

/** An entry a line, for those who edit it by hand. */
export function midiMapText({ entries, lamps }: MidiMap): string {
  const list = (items: readonly object[]) =>
    items.map((item) => `\n    ${JSON.stringify(item)}`).join(',');
  return `{\n  "entries": [${list(entries)}\n  ],\n  "lamps": [${list(lamps)}\n  ]\n}\n`;
}
