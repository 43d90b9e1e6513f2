/**
 * File content: what lies at a path, as a hash that is compared with what was written there.
 */
import { createHash } from 'node:crypto';

import { ifMissing, unreadableFile } from '../file-errors.js';
import { lstat, open } from '../file-system.js';

/**
 * SHA-256 of a file; "link" or "folder" for what is none; undefined where there is nothing.
 * @throws OperationalError `input-unreadable` where that cannot be told
 */
export async function contentAt(file: string): Promise<string | undefined> {
  const entry = await lstat(file).catch(ifMissing(undefined)).catch(unreadable(file));
  if (entry === undefined) return undefined;
  if (entry.isSymbolicLink()) return 'link';
  return entry.isFile() ? sha256(await contentOf(file)) : 'folder';
}

/** @throws OperationalError `input-unreadable` */
export async function contentOf(file: string): Promise<Buffer> {
  const handle = await open(file, 'r').catch(unreadable(file));
  try {
    return await handle.readFile().catch(unreadable(file));
  } finally {
    await handle.close();
  }
}

export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function unreadable(file: string): (error: unknown) => never {
  return (error) => {
    throw unreadableFile(file, error);
  };
}
