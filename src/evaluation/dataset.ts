/**
 * Dataset: DATASET/<track>/{bass,drums,guitar,piano}.{wav,flac}, the layout of Slakh2100's released stems.
 *
 * A stem without a file is silence, as in the paper's data; a track needs at least one stem. Whole tracks are
 * held in memory, one at a time, in mono: evaluation needs random access.
 */
import { readdir } from 'node:fs/promises';
import path from 'node:path';

import { openAudioSource } from '../audio/open-audio-source.js';
import { OperatingError } from '../operating-error.js';
import { concatenateRows, meanRow } from '../signal/rows.js';

export interface TrackFolder {
  readonly name: string;
  readonly folder: string;
}

export interface StemTrack {
  readonly name: string;
  readonly rateHz: number;
  /** one row per stem name asked for, all of one length */
  readonly stems: Float32Array[];
}

const EXTENSIONS = ['.wav', '.flac'];

/**
 * The tracks of a dataset, by name.
 * @throws OperatingError `input-missing`, `input-empty`
 */
export async function listTracks(
  dataset: string,
  stems: readonly string[],
): Promise<TrackFolder[]> {
  const entries = await entriesOf(dataset);
  const tracks: TrackFolder[] = [];
  for (const name of entries.sort()) {
    const folder = path.join(dataset, name);
    const files = await readdir(folder).catch(() => []);
    if (files.some((file) => isStemFile(file, stems))) tracks.push({ name, folder });
  }
  if (tracks.length === 0) {
    throw new OperatingError(
      'input-empty',
      `${dataset} holds no tracks: expected folders with ${stems.join(', ')} as .wav or .flac files.`,
    );
  }
  return tracks;
}

/**
 * Reads a track's stems.
 * @throws OperatingError `input-missing` when none is there, `input-format` when they differ in rate or length
 */
export async function readTrack(track: TrackFolder, stems: readonly string[]): Promise<StemTrack> {
  const files = await entriesOf(track.folder);
  const read = await Promise.all(
    stems.map(async (stem) => {
      const file = files.find((name) => isStemFile(name, [stem]));
      return file === undefined ? undefined : await readMono(path.join(track.folder, file));
    }),
  );
  const present = read.filter((stem) => stem !== undefined);
  const first = present[0];
  if (first === undefined) {
    throw new OperatingError('input-missing', `${track.folder} holds none of ${stems.join(', ')}.`);
  }
  const odd = present.find(
    (stem) => stem.rateHz !== first.rateHz || stem.samples.length !== first.samples.length,
  );
  if (odd !== undefined) {
    throw new OperatingError(
      'input-format',
      `The stems of ${track.folder} must have one rate and length: ${first.file} has ` +
        `${first.samples.length} frames at ${first.rateHz} Hz, ${odd.file} has ${odd.samples.length} at ${odd.rateHz} Hz.`,
    );
  }
  return {
    name: track.name,
    rateHz: first.rateHz,
    stems: read.map((stem) => stem?.samples ?? new Float32Array(first.samples.length)),
  };
}

async function entriesOf(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    throw new OperatingError('input-missing', `Cannot read the folder ${folder}; check its path.`, {
      cause,
    });
  }
}

function isStemFile(file: string, stems: readonly string[]): boolean {
  return stems.some((stem) => EXTENSIONS.some((extension) => file === stem + extension));
}

async function readMono(
  file: string,
): Promise<{ file: string; rateHz: number; samples: Float32Array }> {
  const source = await openAudioSource(file);
  const blocks: Float32Array[] = [];
  for await (const block of source.blocks()) {
    blocks.push(meanRow(block));
  }
  await source.close();
  return { file, rateHz: source.rateHz, samples: concatenateRows(blocks) };
}
