/**
 * Recover recordings: what a daemon does about the live recordings that an earlier one was killed in.
 *
 * All that is on disk is kept, for it cannot be played again: its partial files become whole (audio/keep-stems.ts). What cannot be
 * made whole stays as it is, is named, and is tried again at the next start.
 */
import { removeFile } from '../file-system.js';

import { keepStemsOf, leftSentence } from '../audio/keep-stems.js';
import { entryPath } from './job-journal.js';
import { LIVE_TASK } from './journal-schema.js';
import { isOfAnother, readEntries } from './recover-jobs.js';

export interface BrokenOffRecording {
  readonly folder: string;
  /** paths of the files that are whole now */
  readonly kept: readonly string[];
  /** which files could not be made whole, and why, in a sentence */
  readonly problem: string | undefined;
}

/** Entries that cannot be read are recover-jobs' to report. */
const SAID_ELSEWHERE = (): void => undefined;

/**
 * To be called before this process records. Those of other processes that still run are left alone; one that had recorded nothing
 * is not reported.
 * @param folder the journal's
 */
export async function recoverRecordings(folder: string): Promise<readonly BrokenOffRecording[]> {
  const found: BrokenOffRecording[] = [];
  for (const entry of await readEntries(folder, SAID_ELSEWHERE)) {
    if (entry.task !== LIVE_TASK || isOfAnother(entry)) continue;
    const { kept, left } = await keepStemsOf(entry.pid, entry.outputFolder);
    const problem = left.length === 0 ? undefined : leftSentence(left);
    const hasFiles = kept.length > 0 || problem !== undefined;
    if (hasFiles) found.push({ folder: entry.outputFolder, kept, problem });
    if (problem === undefined) await removeFile(entryPath(folder, entry.jobId));
  }
  return found;
}
