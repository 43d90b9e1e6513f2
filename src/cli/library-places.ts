/**
 * Library places: where each recording's stems go, so that what was done keeps its place whatever is added or taken away later.
 *
 *   song/stems.json is of song.wav       song.wav keeps song/
 *   song.mp3 comes to lie beside it      song.mp3 gets song.mp3/ (output-places.ts)
 *
 * A place is a recording's where the manifest there names its path; or, where the library was moved, a path that is gone and
 * ends as the recording's does. Recordings that were found in a folder give way to the stems of recordings elsewhere, too; one
 * that was named itself does not: it is refused there, as long as it is not said that it may replace them.
 *
 * It reads the manifests of places that one of these recordings may have, and writes nothing.
 */
import path from 'node:path';

import { MANIFEST_NAME } from '../audio/own-files.js';
import type { Part } from '../audio/part-of-source.js';
import { absolutePath, readdir, stat } from '../file-system.js';
import { separatedRecording } from '../jobs/same-origin.js';
import { readJsonFile } from '../json-file.js';
import { readablePath } from '../path-text.js';
import { alike } from '../safe-file-name.js';
import {
  outputPlaces,
  possiblePlaces,
  type HeldPlace,
  type NamedRecording,
  type PlaceStyle,
} from './output-places.js';

export interface LibraryRecording extends NamedRecording {
  /** whether it was found in a folder that was named, rather than named itself */
  readonly isFound: boolean;
}

/**
 * @param recordings no file twice
 * @param out the output folder
 * @returns a path relative to it for each recording, in order
 */
export async function libraryPlaces(
  recordings: readonly LibraryRecording[],
  out: string,
  style: PlaceStyle,
  part: Part,
): Promise<string[]> {
  const places = new PlacesOnDisk(out, part);
  const files = new Set(recordings.map(listedAs));
  const held = new Map<string, string>();
  /** places of recordings that are not among these, and who might go there */
  const others = new Map<string, { file: string; wantedBy: LibraryRecording[] }>();
  for (const recording of recordings) {
    for (const place of possiblePlaces(recording, style, part)) {
      const holder = await places.holderOf(place);
      if (holder?.file === listedAs(recording)) {
        held.set(recording.file, holder.place);
        break;
      }
      if (holder === undefined || files.has(holder.file)) continue;
      const other = others.get(holder.place) ?? { file: holder.file, wantedBy: [] };
      other.wantedBy.push(recording);
      others.set(holder.place, other);
    }
  }
  const elsewhere: HeldPlace[] = [];
  for (const [place, { file, wantedBy }] of others) {
    const open = wantedBy.filter((recording) => !held.has(recording.file));
    const moved = (await isThere(file)) ? undefined : likeliest(file, open);
    if (moved !== undefined) held.set(moved.file, place);
    else if (open.every(({ isFound }) => isFound)) elsewhere.push({ place, file });
  }
  const own = [...held].map(([file, place]) => ({ file, place }));
  return outputPlaces(recordings, style, part, [...own, ...elsewhere]);
}

/** The same for a folder beside each recording. @returns a path relative to the recording's folder for each, in order */
export async function placesBeside(
  recordings: readonly LibraryRecording[],
  part: Part,
): Promise<string[]> {
  const inFolder = new Map<string, LibraryRecording[]>();
  for (const recording of recordings) {
    const folder = path.dirname(recording.file);
    const others = inFolder.get(folder) ?? [];
    inFolder.set(folder, others);
    others.push({ ...recording, base: folder });
  }
  const places = new Map<string, string>();
  for (const [folder, neighbours] of inFolder) {
    const found = await libraryPlaces(neighbours, folder, 'beside', part);
    for (const [index, { file }] of neighbours.entries()) places.set(file, found[index]!);
  }
  return recordings.map(({ file }) => places.get(file)!);
}

interface EntryNames {
  readonly exact: ReadonlySet<string>;
  /** by the one spelling that disks take for the same */
  readonly alike: ReadonlyMap<string, string>;
}

/** Which recordings' stems are where. A folder is looked into once, however many places it might hold. */
class PlacesOnDisk {
  readonly #out: string;
  readonly #part: Part;
  readonly #names = new Map<string, Promise<EntryNames>>();
  readonly #holders = new Map<string, Promise<HeldPlace | undefined>>();

  constructor(out: string, part: Part) {
    this.#out = absolutePath(out);
    this.#part = part;
  }

  /** @returns who holds the place, or one that some disk takes for the same */
  holderOf(place: string): Promise<HeldPlace | undefined> {
    const holder = this.#holders.get(place) ?? this.#look(place);
    this.#holders.set(place, holder);
    return holder;
  }

  async #look(place: string): Promise<HeldPlace | undefined> {
    let folder = this.#out;
    for (const part of place.split(path.sep)) {
      const { exact, alike: spellings } = await this.#namesIn(folder);
      const name = exact.has(part) ? part : spellings.get(alike(part));
      if (name === undefined) return undefined;
      folder = path.join(folder, name);
    }
    const content = await readJsonFile(path.join(folder, MANIFEST_NAME));
    const file = separatedRecording(content, this.#part);
    return file === undefined ? undefined : { place: path.relative(this.#out, folder), file };
  }

  #namesIn(folder: string): Promise<EntryNames> {
    const names = this.#names.get(folder) ?? readdir(folder).then(entryNames, () => entryNames([]));
    this.#names.set(folder, names);
    return names;
  }
}

function entryNames(names: readonly string[]): EntryNames {
  return { exact: new Set(names), alike: new Map(names.map((name) => [alike(name), name])) };
}

/** How a manifest lists it. */
function listedAs({ file }: NamedRecording): string {
  return readablePath(file);
}

/** The recording whose path ends as this one, by the most folders; undefined where no name is the same. */
function likeliest(
  file: string,
  recordings: readonly LibraryRecording[],
): LibraryRecording | undefined {
  const wanted = file.split(path.sep).reverse();
  let found: { readonly recording: LibraryRecording; readonly count: number } | undefined;
  for (const recording of recordings) {
    const parts = listedAs(recording).split(path.sep).reverse();
    const differing = parts.findIndex((part, index) => part !== wanted[index]);
    const count = differing < 0 ? parts.length : differing;
    if (count > (found?.count ?? 0)) found = { recording, count };
  }
  return found?.recording;
}

async function isThere(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined;
}
