/**
 * Installed record: what Stemwright has put where, so that it can be taken back to the byte, and nothing else with it.
 *
 *   ~/.config/stemwright/installed.json
 *
 * A file in there counts as ours while it has the SHA-256 that was written. Without the record, files that are the package's own bytes
 * count as ours, and nothing else does.
 */
import path from 'node:path';

import { createFolder } from '../audio/create-folder.js';
import { removeLeftoversOf } from '../audio/output-file.js';
import { outputFailed } from '../audio/output-failed.js';
import { writeLinkedFile } from '../audio/linked-file.js';
import { CONFIG } from '../config/config.js';
import { ifMissing, unreadableFile } from '../file-errors.js';
import { readText, removeFile } from '../file-system.js';
import { checkJson } from '../json-file.js';
import { OperationalError } from '../operational-error.js';
import {
  installedSchema,
  type HostProgram,
  type Installed,
  type InstalledPlace,
} from './installed-schema.js';

const RECORD_FILE = path.join(path.dirname(CONFIG.configFile), 'installed.json');
const NOTHING: Installed = { places: [] };

/** @throws OperationalError `input-unreadable` where it is there and says nothing known: what is ours nobody knows then */
export async function readInstalled(file = RECORD_FILE): Promise<Installed> {
  const text = await readText(file)
    .catch(ifMissing(undefined))
    .catch((error: unknown) => {
      throw unreadableFile(file, error);
    });
  if (text === undefined) return NOTHING;
  const read = checkJson(
    text,
    installedSchema,
    ({ message, path: at }) => `${at.join('.')} ${message}`,
  );
  if ('data' in read) return read.data;
  throw new OperationalError(
    'input-unreadable',
    `${file} ${read.problems.join('; ')}. It says what Stemwright has installed: correct it, or move it away and take things back by hand.`,
  );
}

/** @throws OperationalError `output-failed` */
export async function writeInstalled(installed: Installed, file = RECORD_FILE): Promise<void> {
  const isNothing = installed.places.length === 0 && installed.service === undefined;
  try {
    if (isNothing) {
      await removeFile(file);
      await removeLeftoversOf(file);
      return;
    }
    await createFolder(path.dirname(file));
    await writeLinkedFile(file, `${JSON.stringify(installed, null, 2)}\n`, 0o600);
  } catch (error) {
    throw outputFailed(`The record ${file}`, error);
  }
}

export function placeOf(
  { places }: Installed,
  program: HostProgram,
  folder: string,
): InstalledPlace | undefined {
  return places.find((place) => place.program === program && place.folder === folder);
}

/** @param place undefined: there is none any more */
export function withPlace(
  { places, ...rest }: Installed,
  program: HostProgram,
  folder: string,
  place: InstalledPlace | undefined,
): Installed {
  const others = places.filter((each) => each.program !== program || each.folder !== folder);
  return { ...rest, places: place === undefined ? others : [...others, place] };
}
