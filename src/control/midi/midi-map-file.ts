/**
 * The map file: read once at the start, written whole when a control has been learned.
 */
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';

import { OperationalError } from '../../operational-error.js';
import { writeWholeFile } from '../whole-file.js';
import type { MidiMap } from './midi-map.js';
import { parseMidiMap } from './parse-midi-map.js';

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
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return defaultMap;
    throw new OperationalError('input-unreadable', `The MIDI map ${file} cannot be read.`, {
      cause,
    });
  }
  return parseMidiMap(text, file);
}

/** @throws OperationalError `output-failed` */
export async function saveMidiMap(map: MidiMap, file: string): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeWholeFile(file, midiMapText(map), MODE);
  } catch (cause) {
    const { message } = cause as Error;
    throw new OperationalError('output-failed', `Cannot write the MIDI map ${file}: ${message}.`, {
      cause,
    });
  }
}

/** An entry a line, for those who edit it by hand. */
export function midiMapText({ entries, lamps }: MidiMap): string {
  const list = (items: readonly object[]) =>
    items.map((item) => `\n    ${JSON.stringify(item)}`).join(',');
  return `{\n  "entries": [${list(entries)}\n  ],\n  "lamps": [${list(lamps)}\n  ]\n}\n`;
}
