/**
 * Every file below a folder.
 */
import { readdir } from 'node:fs/promises';
import path from 'node:path';

/** @returns paths relative to the folder, sorted; none where there is no such folder */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}
