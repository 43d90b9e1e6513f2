/**
 * Kept start: start.json as installing leaves it, so that the user's DAW can start the daemon before anybody has started one.
 */
import { loadSettings } from '../config/setting-sources.js';
import {
  hasSpokenToken,
  refreshStartFile,
  START_FILE,
  startRecord,
} from '../installation/start-file.js';
import { OperationalError } from '../operational-error.js';
import type { Console } from './console.js';

/** What cannot be kept is told and no failure: the daemon writes the file, too. */
export async function keepStart(console: Console): Promise<void> {
  const sources = { flags: {}, env: process.env, configFile: undefined };
  try {
    const loaded = await loadSettings(sources);
    if (hasSpokenToken(loaded)) {
      console.note(
        'Your DAW cannot start the daemon: its token is in the environment, and kept only in a file (oscTokenFile).',
      );
      return;
    }
    await refreshStartFile(startRecord(loaded, sources));
    console.result(`How your DAW starts the daemon is in ${START_FILE}.`);
  } catch (error) {
    if (!(error instanceof OperationalError)) throw error;
    console.note(`stemwright: ${error.message}`);
  }
}
