/**
 * Output places: a folder for each recording's stems, no two the same.
 *
 *   song.flac                named itself             OUT/song
 *   Music/Artist/song.flac   found below Music        OUT/Artist/song
 *   Music/Artist/song.flac   beside the recording     Music/Artist/song stems
 *
 * Recordings that would share a place get more of what tells them apart: of one folder, their extensions (song.flac,
 * song.mp3); of several, as many of the folders above them as it takes; where no disk could be relied on to tell those
 * apart, a number. As a dataset's tracks, which lie side by side, the names are joined: "Artist - song". Every name in a place
 * is safe (safe-file-name.ts). What is made of a part of each has the part behind its name, "song 12.5-20": a place beside that of
 * the whole. Places that are held already are kept, and others give way to them. Pure: nothing is looked up on disk; what is
 * held there is in library-places.ts.
 */
import path from 'node:path';

import { WHOLE, type Part } from '../audio/part-of-source.js';
import { nameOfPart } from '../jobs/part-of-inputs.js';
import { alike, safeFileName } from '../safe-file-name.js';

export interface NamedRecording {
  /** the file's absolute path */
  readonly file: string;
  /** absolute path of the folder that the place is relative to: the one that was named, or the named file's */
  readonly base: string;
}

export type PlaceStyle = 'folders' | 'tracks' | 'beside';

/** A place that holds a recording's stems. */
export interface HeldPlace {
  /** relative to the output folder */
  readonly place: string;
  /** absolute path of the recording */
  readonly file: string;
}

/**
 * @param recordings no file twice
 * @param part that is made of each
 * @param held no place twice; of these recordings, one each at most, or of others
 * @returns a path relative to the output folder for each recording, in order
 */
export function outputPlaces(
  recordings: readonly NamedRecording[],
  style: PlaceStyle,
  part: Part = WHOLE,
  held: readonly HeldPlace[] = [],
): string[] {
  const namings = recordings.map((recording) => new Naming(recording, style, part));
  // as if nothing were there, so that a run that is gone on with ends as one that was not interrupted
  untilApart(namings);
  const holders = new Map(held.map(({ place, file }) => [file, new HeldNaming(place, file)]));
  const final = recordings.map(({ file }, index) => holders.get(file) ?? namings[index]!);
  untilApart([...new Set([...holders.values(), ...final])]);
  return final.map(({ place }) => place);
}

/** Every place that a recording may have been given, beside whichever others; the likeliest first. */
export function* possiblePlaces(
  recording: NamedRecording,
  style: PlaceStyle,
  part: Part,
): Generator<string> {
  for (const withExtension of [false, true]) {
    const naming = new Naming(recording, style, part);
    if (withExtension) naming.addExtension();
    do yield naming.place;
    while (naming.addFolder());
  }
  const numbered = new Naming(recording, style, part);
  numbered.addExtension();
  for (let number = 2; number <= MOST_NUMBERS; number++) {
    numbered.addToNumber();
    yield numbered.place;
  }
}

/** Spellings of one name that differ by case alone; there are hardly ever two. */
const MOST_NUMBERS = 4;

/** What is told apart. Each change says whether there was something to change. */
interface PlaceNaming {
  readonly place: string;
  /** that the recording lies in, in one spelling */
  readonly folder: string;
  readonly isHeld: boolean;
  addExtension(): boolean;
  addFolder(): boolean;
  addToNumber(): boolean;
}

class HeldNaming implements PlaceNaming {
  readonly isHeld = true;
  readonly place: string;
  readonly folder: string;

  constructor(place: string, file: string) {
    this.place = place;
    this.folder = alike(path.dirname(file));
  }

  addExtension(): boolean {
    return false;
  }

  addFolder(): boolean {
    return false;
  }

  addToNumber(): boolean {
    return false;
  }
}

/** How one recording's place is made up. */
class Naming implements PlaceNaming {
  readonly isHeld = false;
  readonly folder: string;
  readonly #style: PlaceStyle;
  readonly #part: Part;
  /** folders above `base`, the innermost last */
  readonly #above: readonly string[];
  readonly #below: readonly string[];
  readonly #name: path.ParsedPath;
  #foldersAbove = 0;
  #withExtension = false;
  #number = 1;

  constructor({ file, base }: NamedRecording, style: PlaceStyle, part: Part) {
    this.#name = path.parse(file);
    this.folder = alike(this.#name.dir);
    this.#style = style;
    this.#part = part;
    this.#above = partsOf(path.relative(path.parse(base).root, base));
    this.#below = partsOf(path.relative(base, this.#name.dir));
  }

  get place(): string {
    const { name, base } = this.#name;
    const above = this.#above.slice(this.#above.length - this.#foldersAbove);
    const number = this.#number === 1 ? '' : ` (${this.#number})`;
    // safe before the number is added, too: of ".. (2)" only the number would be left
    const last = nameOfPart(safeFileName(this.#withExtension ? base : name) + number, this.#part);
    const suffix = this.#style === 'beside' ? ' stems' : '';
    const parts = [...above, ...this.#below, last + suffix];
    return this.#style === 'tracks'
      ? safeFileName(parts.join(' - '))
      : path.join(...parts.map((part) => safeFileName(part)));
  }

  /** @returns false when the extension is in the place already */
  addExtension(): boolean {
    if (this.#withExtension) return false;
    return (this.#withExtension = true);
  }

  /** @returns false when all folders are in the place already */
  addFolder(): boolean {
    if (this.#foldersAbove === this.#above.length) return false;
    this.#foldersAbove++;
    return true;
  }

  addToNumber(): boolean {
    this.#number++;
    return true;
  }
}

function untilApart(namings: readonly PlaceNaming[]): void {
  for (;;) {
    const groups = sharing(namings);
    if (groups.length === 0) return;
    for (const group of groups) tellApart(group);
  }
}

/** Groups of recordings whose places are the same, and of which one at least can be told apart. */
function sharing(namings: readonly PlaceNaming[]): PlaceNaming[][] {
  const groups = new Map<string, PlaceNaming[]>();
  for (const naming of namings) {
    const key = alike(naming.place);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [naming]);
    else group.push(naming);
  }
  return [...groups.values()].filter(
    (group) => group.length > 1 && group.some(({ isHeld }) => !isHeld),
  );
}

function tellApart(group: readonly PlaceNaming[]): void {
  const folders = group.map(({ folder }) => folder);
  const neighbours = group.filter(
    ({ folder }) => folders.indexOf(folder) !== folders.lastIndexOf(folder),
  );
  const changes = [
    ...neighbours.map((naming) => naming.addExtension()),
    ...(new Set(folders).size > 1 ? group.map((naming) => naming.addFolder()) : []),
  ];
  // names that differ by case alone, in folders that do
  if (changes.includes(true)) return;
  const staying = group.find(({ isHeld }) => isHeld) ?? group[0];
  for (const naming of group) if (naming !== staying) naming.addToNumber();
}

function partsOf(relative: string): string[] {
  return relative.split(path.sep).filter((part) => part !== '');
}
