/**
 * Dataset: the tracks of a folder, or of one split below it.
 *
 *   DATASET/<track>/...                                     what a track's folder holds: track-files.ts
 *   DATASET/{train,validation,test}/<track>/...             a split is read as a dataset of its own
 *
 * Slakh2100-redux keeps the tracks it leaves out in omitted/, which is no split and is never read. Slakh2100 as it first
 * came still has them among the others: tracks rendered from a MIDI file that an earlier track, of any split, was rendered
 * from (metadata.yaml names it). `redux` leaves out just those.
 */
import path from 'node:path';

import { isForbidden, isMissing, unreadableFolder } from '../file-errors.js';
import { readdir } from '../file-system.js';
import { OperationalError } from '../operational-error.js';
import { entriesOf } from './entries.js';
import { readSlakhMetadata } from './slakh-track.js';
import { isTrack, type TrackFolder } from './track-files.js';

export const SPLITS = ['train', 'validation', 'test'] as const;
export type Split = (typeof SPLITS)[number];

export interface DatasetSelection {
  /** undefined: the dataset's own tracks, or its test split where it has none */
  readonly split?: Split | undefined;
  /** leaves out what Slakh2100-redux omits */
  readonly redux?: boolean | undefined;
}

/**
 * The tracks of a dataset, by name.
 * @throws OperationalError `input-missing`, `input-empty`; with `redux` `bad-argument` where there are no splits or a track
 *   names no MIDI file, `input-format`
 */
export async function listTracks(
  dataset: string,
  stems: readonly string[],
  { split, redux = false }: DatasetSelection = {},
): Promise<TrackFolder[]> {
  const own = split === undefined ? await tracksIn(dataset, stems) : [];
  if (own.length > 0) {
    if (redux) throw noSplits(dataset);
    return own;
  }
  const chosen = split ?? ((await entriesOf(dataset)).includes('test') ? 'test' : undefined);
  const tracks = chosen === undefined ? [] : await tracksIn(path.join(dataset, chosen), stems);
  if (tracks.length === 0) {
    throw new OperationalError(
      'input-empty',
      `${chosen === undefined ? dataset : path.join(dataset, chosen)} holds no tracks: expected folders with ` +
        `${stems.join(', ')} as .wav, .flac or other audio files, or with Slakh2100's metadata.yaml and stems.`,
    );
  }
  return redux ? withoutDuplicates(dataset, tracks, stems) : tracks;
}

/** Names of the folders beside a track that hold no stem, whatever they hold. */
export async function foldersBeside(
  track: TrackFolder,
  stems: readonly string[],
): Promise<string[]> {
  const { others } = await foldersOf(path.dirname(track.folder), stems);
  return others.filter((name) => !name.startsWith('.'));
}

async function tracksIn(folder: string, stems: readonly string[]): Promise<TrackFolder[]> {
  return (await foldersOf(folder, stems)).tracks;
}

async function foldersOf(
  folder: string,
  stems: readonly string[],
): Promise<{ tracks: TrackFolder[]; others: string[] }> {
  const tracks: TrackFolder[] = [];
  const others: string[] = [];
  for (const name of (await entriesOf(folder)).sort()) {
    const track = { name, folder: path.join(folder, name) };
    const entries = await entriesIfFolder(track.folder);
    if (entries === undefined) continue;
    if (isTrack(entries, stems)) tracks.push(track);
    else others.push(name);
  }
  return { tracks, others };
}

/** Files and what may not be entered, such as lost+found, are no tracks; any other failure would leave one out unnoticed. */
async function entriesIfFolder(folder: string): Promise<string[] | undefined> {
  return readdir(folder).catch((cause: unknown) => {
    if (isMissing(cause) || isForbidden(cause)) return undefined;
    throw unreadableFolder(folder, cause);
  });
}

/**
 * Of tracks from one MIDI file the first by name stays, wherever it is. Compared with Slakh2100-redux's published list on all
 * 225 tracks of the original test split: the 74 that it omits are those that this leaves out.
 */
async function withoutDuplicates(
  dataset: string,
  tracks: readonly TrackFolder[],
  stems: readonly string[],
): Promise<TrackFolder[]> {
  const present = await entriesOf(dataset);
  if (!SPLITS.every((split) => present.includes(split))) throw noSplits(dataset);
  const all: TrackFolder[] = [];
  for (const split of SPLITS) all.push(...(await tracksIn(path.join(dataset, split), stems)));
  all.sort((a, b) => (a.name < b.name ? -1 : 1));
  const firstOf = new Map<string, string>();
  for (const { folder } of all) {
    const { midiFile } = await readSlakhMetadata(folder);
    if (midiFile === undefined) {
      throw new OperationalError(
        'bad-argument',
        `The metadata of ${folder} has no UUID, so that nobody knows whether the track is a duplicate; leave out --redux.`,
      );
    }
    if (!firstOf.has(midiFile)) firstOf.set(midiFile, folder);
  }
  const kept = new Set(firstOf.values());
  return tracks.filter(({ folder }) => kept.has(folder));
}

function noSplits(dataset: string): OperationalError {
  return new OperationalError(
    'bad-argument',
    `--redux needs the folder that holds ${SPLITS.join(', ')}: a track is a duplicate of one in any of them. ` +
      `${dataset} does not hold them all.`,
  );
}
