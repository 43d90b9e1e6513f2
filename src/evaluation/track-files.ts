/**
 * Track files: which files make up each stem of a track, in the layouts that Slakh2100 comes in.
 *
 *   TRACK/{bass,drums,guitar,piano}.{wav,flac,...}       one file a stem: the MSDM repository's, and ours
 *   TRACK/metadata.yaml, TRACK/stems/SNN.{flac,wav}      as downloaded (slakh-track.ts)
 *
 * Files named by stem go first where a folder has both. No audio is opened here.
 */
import path from 'node:path';

import { OperationalError } from '../operational-error.js';
import { audioEntry, entriesOf } from './entries.js';
import type { TrackFiles } from './track-stem-files.js';
import { SLAKH_METADATA_FILE, slakhTrackFiles } from './slakh-track.js';

export interface TrackFolder {
  readonly name: string;
  readonly folder: string;
}

/** Whether a folder with these entries is a track. */
export function isTrack(entries: readonly string[], stems: readonly string[]): boolean {
  return entries.includes(SLAKH_METADATA_FILE) || hasStemFile(entries, stems);
}

/** @throws OperationalError `input-missing`; of {@link slakhTrackFiles} */
export async function trackFiles(
  { folder }: TrackFolder,
  stems: readonly string[],
): Promise<TrackFiles> {
  const entries = await entriesOf(folder);
  if (!hasStemFile(entries, stems)) {
    if (entries.includes(SLAKH_METADATA_FILE)) return slakhTrackFiles(folder, stems);
    throw new OperationalError('input-missing', `${folder} holds none of ${stems.join(', ')}.`);
  }
  const files = stems.map((stem) => {
    const name = audioEntry(entries, stem);
    return name === undefined ? [] : [path.join(folder, name)];
  });
  const takenForSilent = stems.filter((_, index) => files[index]!.length === 0);
  return { files, takenForSilent, notes: [] };
}

function hasStemFile(entries: readonly string[], stems: readonly string[]): boolean {
  return stems.some((stem) => audioEntry(entries, stem) !== undefined);
}
