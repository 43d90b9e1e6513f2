/**
 * File set: files that must not be written over, known again under whatever path they are named.
 *
 * A path is in the set where it leads to one of the files: by its device and file number (hard links, symbolic links, another
 * case on disks that do not tell it apart), or by its resolved path (a file that was saved anew since). Files that do not exist
 * are in no set.
 */
import { exactStat, realpath } from '../file-system.js';

export class FileSet {
  readonly #paths: readonly string[];
  #keys: Promise<ReadonlySet<string>> | undefined;

  /** @param paths looked at when the first question is asked */
  constructor(paths: readonly string[]) {
    this.#paths = paths;
  }

  async has(path: string): Promise<boolean> {
    const keys = await (this.#keys ??= this.#allKeys());
    return (await keysOf(path)).some((key) => keys.has(key));
  }

  async #allKeys(): Promise<ReadonlySet<string>> {
    const keys = new Set<string>();
    for (const path of this.#paths) for (const key of await keysOf(path)) keys.add(key);
    return keys;
  }
}

/** None where there is no file. */
async function keysOf(path: string): Promise<string[]> {
  try {
    const { dev, ino } = await exactStat(path);
    const resolved = await realpath(path);
    // some network file systems number no files; there, names that may be the same are taken for the same
    return ino === 0n ? [resolved.normalize('NFC').toLowerCase()] : [resolved, `${dev}:${ino}`];
  } catch {
    return [];
  }
}
