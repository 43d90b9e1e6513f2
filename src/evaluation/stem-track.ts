/**
 * Stem track: the stems of one track, in mono, in memory: scoring needs random access.
 *
 * A stem that several files make up is their sum, added block by block: no more is held than one row a stem and a block of
 * the file being read. A stem without a file is silence, as in the paper's data.
 */
import { openAudioSource } from '../audio/open-audio-source.js';
import { OperationalError } from '../operational-error.js';
import { meanRow } from '../signal/rows.js';
import { trackFiles, type TrackFolder } from './track-files.js';
import type { TrackFiles } from './track-stem-files.js';

export interface StemTrack {
  readonly name: string;
  readonly rateHz: number;
  /** one row per stem name asked for, all of one length */
  readonly stems: Float32Array[];
}

export interface ReadTrack extends StemTrack {
  /** what its files lack and what was passed over in them, a sentence each */
  readonly damage: readonly string[];
}

/** @throws OperationalError of {@link trackFiles} and {@link readTrackFiles} */
export async function readTrack(track: TrackFolder, stems: readonly string[]): Promise<ReadTrack> {
  return readTrackFiles(track, await trackFiles(track, stems));
}

/**
 * @throws OperationalError `input-missing` when there is no file at all, `input-format` when files differ in rate or length;
 *   of opening and reading audio
 */
export async function readTrackFiles(
  { name, folder }: TrackFolder,
  { files }: Pick<TrackFiles, 'files'>,
): Promise<ReadTrack> {
  const damage: string[] = [];
  const sums: (FileSum | undefined)[] = [];
  let first: FileSum | undefined;
  for (const ofStem of files) {
    let sum: FileSum | undefined;
    for (const file of ofStem) {
      sum = await withFileAdded(sum, file, damage);
      first ??= sum;
      requireAlike(folder, first, sum, damage);
    }
    sums.push(sum);
  }
  if (first === undefined) {
    throw new OperationalError('input-missing', `${folder} has no audio of the stems asked for.`);
  }
  const { rateHz, frames } = first;
  return {
    name,
    rateHz,
    stems: sums.map((sum) => sum?.row.subarray(0, frames) ?? new Float32Array(frames)),
    damage,
  };
}

/** The sum of files; `rateHz` and `frames` are those of the last one, `file`. */
interface FileSum {
  readonly file: string;
  readonly rateHz: number;
  readonly frames: number;
  /** at least `frames` long; zeros behind what has been read */
  readonly row: Float32Array;
}

/** @param damage gets what is found out about the file */
async function withFileAdded(
  sum: FileSum | undefined,
  file: string,
  damage: string[],
): Promise<FileSum> {
  const source = await openAudioSource(file);
  try {
    let row = sum?.row ?? new Float32Array(source.expectedFrames ?? 0);
    let frames = 0;
    for await (const block of source.blocks()) {
      const mono = meanRow(block);
      const end = frames + mono.length;
      if (end > row.length) row = lengthened(row, Math.max(end, 2 * row.length));
      for (let t = 0; t < mono.length; t++) row[frames + t]! += mono[t]!;
      frames = end;
    }
    damage.push(...(source.damage?.notes ?? []));
    return { file, rateHz: source.rateHz, frames, row };
  } finally {
    await source.close();
  }
}

function lengthened(row: Float32Array, frames: number): Float32Array {
  const longer = new Float32Array(frames);
  longer.set(row);
  return longer;
}

function requireAlike(
  folder: string,
  first: FileSum,
  next: FileSum,
  damage: readonly string[],
): void {
  if (next.rateHz === first.rateHz && next.frames === first.frames) return;
  throw new OperationalError(
    'input-format',
    `The stems of ${folder} must have one rate and length: ${first.file} has ${first.frames} frames at ` +
      [`${first.rateHz} Hz, ${next.file} has ${next.frames} at ${next.rateHz} Hz.`, ...damage].join(
        ' ',
      ),
  );
}
