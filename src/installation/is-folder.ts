/**
 * Whether there is a folder of that name, links followed; no for whatever cannot be looked at.
 */
import { stat } from '../file-system.js';

export async function isFolder(folder: string): Promise<boolean> {
  return stat(folder).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}
