/**
 * Slakh track: which files of a track in Slakh2100's own layout make up a stem.
 *
 *   TRACK/metadata.yaml, TRACK/stems/SNN.{flac,wav}     stem "guitar" = the sum of all stems of the class Guitar
 *
 * mix.flac is not used: it holds instruments of other classes, too. The mixture to separate is the sum of the stems asked for,
 * as in the published evaluation.
 */
import path from 'node:path';

import { isMissing } from '../file-errors.js';
import { readText } from '../file-system.js';
import { OperationalError } from '../operational-error.js';
import { audioEntry, entriesOf } from './entries.js';
import { parseSlakhMetadata, type SlakhMetadata } from './slakh-metadata.js';
import type { TrackFiles } from './track-stem-files.js';

export const SLAKH_METADATA_FILE = 'metadata.yaml';

/** General MIDI's groups, as Slakh2100 names them, and its drums. */
const CLASSES = [
  'Bass',
  'Brass',
  'Chromatic Percussion',
  'Drums',
  'Ethnic',
  'Guitar',
  'Organ',
  'Percussive',
  'Piano',
  'Pipe',
  'Reed',
  'Sound Effects',
  'Strings',
  'Synth Effects',
  'Synth Lead',
  'Synth Pad',
];

/** @throws OperationalError `input-missing`, `input-unreadable`, `input-format` */
export async function readSlakhMetadata(folder: string): Promise<SlakhMetadata> {
  const file = path.join(folder, SLAKH_METADATA_FILE);
  let text: string;
  try {
    text = await readText(file);
  } catch (cause) {
    const code = isMissing(cause) ? 'input-missing' : 'input-unreadable';
    throw new OperationalError(code, `Cannot read ${file}; check the track's folder.`, { cause });
  }
  return parseSlakhMetadata(text, file);
}

/**
 * A stem without audio is not a file: nothing is missing. A file that ought to be there and is not is left out, and noted.
 * @throws OperationalError `bad-argument` for a stem that is no class of Slakh2100; `input-missing`, `input-format`
 */
export async function slakhTrackFiles(
  folder: string,
  stems: readonly string[],
): Promise<TrackFiles> {
  const classes = stems.map(classOfStem);
  const metadata = await readSlakhMetadata(folder);
  const stemsFolder = path.join(folder, 'stems');
  const names = await entriesOf(stemsFolder);
  const files: string[][] = stems.map(() => []);
  const notes: string[] = [];
  for (const { id, instrumentClass, isRendered } of metadata.stems) {
    const wanted = files[classes.indexOf(comparable(instrumentClass))];
    if (wanted === undefined || !isRendered) continue;
    const name = audioEntry(names, id);
    if (name !== undefined) {
      wanted.push(path.join(stemsFolder, name));
    } else {
      const stem = path.join(stemsFolder, id);
      notes.push(`${stem} (${instrumentClass}) has no file and is left out, of the mixture too.`);
    }
  }
  // metadata lists every stem: one that it does not have is silent
  return { files, takenForSilent: [], notes };
}

function classOfStem(stem: string): string {
  const wanted = comparable(stem);
  if (CLASSES.some((name) => comparable(name) === wanted)) return wanted;
  throw new OperationalError(
    'bad-argument',
    `Slakh2100 has no stems of a class "${stem}"; its classes are ${CLASSES.join(', ')}.`,
  );
}

/** "Synth Lead" is the stem synth-lead, and "Strings (continued)" are strings. */
function comparable(name: string): string {
  return name
    .toLowerCase()
    .replace(/ \(continued\)$/, '')
    .replace(/[^a-z]/g, '');
}
