/**
 * Output places: a folder for each recording's stems, no two the same.
 *
 *   song.flac                named itself             OUT/song
 *   Music/Artist/song.flac   found below Music        OUT/Artist/song
 *
 * Recordings that would share a place get more of what tells them apart: of one folder, their extensions (song.flac,
 * song.mp3); of several, as many of the folders above them as it takes; where no disk could be relied on to tell those
 * apart, a number. As a dataset's tracks, which lie side by side, the names are joined: "Artist - song". Every name in a place
 * is safe (safe-file-name.ts). What is made of a part of each has the part behind its name, "song 12.5-20": a place beside that of
 * the whole. Pure: nothing is looked up on disk.
 */
import path from 'node:path';

import { WHOLE, type Part } from '../audio/part-of-source.js';
import { nameOfPart } from '../jobs/part-of-inputs.js';
import { safeFileName } from '../safe-file-name.js';

export interface NamedRecording {
  /** the file's absolute path */
  readonly file: string;
  /** absolute path of the folder that the place is relative to: the one that was named, or the named file's */
  readonly base: string;
}

export type PlaceStyle = 'folders' | 'tracks';

/**
 * @param recordings no file twice
 * @param part that is made of each
 * @returns a path relative to the output folder for each recording, in order
 */
export function outputPlaces(
  recordings: readonly NamedRecording[],
  style: PlaceStyle,
  part: Part = WHOLE,
): string[] {
  const namings = recordings.map((recording) => new Naming(recording, style, part));
  for (;;) {
    const groups = sharing(namings);
    if (groups.length === 0) return namings.map((naming) => naming.place);
    for (const group of groups) tellApart(group);
  }
}

/** How one recording's place is made up. */
class Naming {
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
    const parts = [...above, ...this.#below, last];
    return this.#style === 'folders'
      ? path.join(...parts.map((part) => safeFileName(part)))
      : safeFileName(parts.join(' - '));
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

  addToNumber(): void {
    this.#number++;
  }
}

/** Groups of recordings whose places are the same. */
function sharing(namings: readonly Naming[]): Naming[][] {
  const groups = new Map<string, Naming[]>();
  for (const naming of namings) {
    const key = alike(naming.place);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [naming]);
    else group.push(naming);
  }
  return [...groups.values()].filter(({ length }) => length > 1);
}

function tellApart(group: readonly Naming[]): void {
  const folders = group.map(({ folder }) => folder);
  const neighbours = group.filter(
    ({ folder }) => folders.indexOf(folder) !== folders.lastIndexOf(folder),
  );
  const changes = [
    ...neighbours.map((naming) => naming.addExtension()),
    ...(new Set(folders).size > 1 ? group.map((naming) => naming.addFolder()) : []),
  ];
  // names that differ by case alone, in folders that do
  if (!changes.includes(true)) for (const naming of group.slice(1)) naming.addToNumber();
}

/** What disks that do not tell upper from lower case, or one spelling of an accent from another, take for the same. */
function alike(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

function partsOf(relative: string): string[] {
  return relative.split(path.sep).filter((part) => part !== '');
}
