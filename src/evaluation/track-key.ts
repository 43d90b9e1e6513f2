/**
 * Track key: a name for "this audio, scored with these settings", so that a score is found again whatever the folders are called.
 *
 *   key = SHA-256 of the settings and of every file's bytes, stem by stem, each preceded by its length
 */
import { createHash, type Hash } from 'node:crypto';

import { open } from '../file-system.js';
import { OperationalError } from '../operational-error.js';
import type { TrackFiles } from './track-stem-files.js';

/**
 * @param settings everything besides the audio that decides the score
 * @param files    the track's, then those of predictions if there are any; what they are called does not matter
 * @returns 64 hex digits
 * @throws OperationalError `input-unreadable`
 */
export async function trackKey(
  settings: string,
  files: readonly TrackFiles['files'][],
): Promise<string> {
  const hash = createHash('sha256');
  addText(hash, settings);
  for (const stems of files) {
    addText(hash, String(stems.length));
    for (const ofStem of stems) {
      addText(hash, String(ofStem.length));
      for (const file of ofStem) await addFile(hash, file);
    }
  }
  return hash.digest('hex');
}

function addText(hash: Hash, text: string): void {
  hash.update(`${Buffer.byteLength(text)}:${text}`);
}

async function addFile(hash: Hash, file: string): Promise<void> {
  try {
    const handle = await open(file, 'r');
    try {
      const { size } = await handle.stat();
      hash.update(`${size}:`);
      for await (const bytes of handle.createReadStream()) hash.update(bytes as Buffer);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw new OperationalError('input-unreadable', `Cannot read ${file}; check its permissions.`, {
      cause,
    });
  }
}
