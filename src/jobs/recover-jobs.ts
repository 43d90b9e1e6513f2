/**
 * Recover jobs: what a daemon does about the jobs that an earlier one was killed in, before it takes any of its own.
 *
 * Those that waited are reported. Of those that ran, temporary files are removed. Stems under their final names are whole
 * (audio/stem-folder.ts renames them only once they are flushed) and stay. What is found is returned; saying it is the caller's
 * business. Live recordings have entries, too: those are for recover-recordings.ts.
 */
import path from 'node:path';

import { isRunning, removeLeftovers } from '../audio/output-file.js';
import { MANIFEST_NAME } from '../audio/stem-folder.js';
import { readdir, removeFile, rmdir, stat } from '../file-system.js';
import { parseValue, readJsonFile } from '../json-file.js';
import { entryPath } from './job-journal.js';
import { journalSchema, LIVE_TASK, type JournalEntry } from './journal-schema.js';

export interface UnfinishedJob extends JournalEntry {
  /** names of the temporary files removed from its output folder */
  readonly removed: readonly string[];
  /**
   * Names of the stems that had their final names already while others had not, so that there is no manifest beside
   * them. Usually empty.
   */
  readonly incomplete: readonly string[];
}

/**
 * To be called before this process runs a job. Jobs of other processes that still run are left alone. A job that was
 * killed between its last file and the end of its entry is finished, and not reported.
 * @param folder the journal's
 * @param onUnreadable gets a sentence for each entry that cannot be read, and stays
 * @throws OperationalError `output-failed` when a temporary file cannot be removed
 */
export async function recoverJobs(
  folder: string,
  onUnreadable: (sentence: string) => void,
): Promise<readonly UnfinishedJob[]> {
  await removeLeftovers(folder, { ownToo: true });
  const unfinished: UnfinishedJob[] = [];
  for (const entry of await readEntries(folder, onUnreadable)) {
    if (entry.task === LIVE_TASK || isOfAnother(entry)) continue;
    const { outputFolder } = entry;
    const entryFile = entryPath(folder, entry.jobId);
    if (entry.state === 'waiting') {
      // it has no files; what was captured for it stays
      unfinished.push({ ...entry, removed: [], incomplete: [] });
      await removeFile(entryFile);
      continue;
    }
    const removed = await removeLeftovers(outputFolder, { ownToo: true });
    const finished = removed.length === 0 && (await wasFinished(outputFolder, entryFile));
    if (!finished) {
      unfinished.push({ ...entry, removed, incomplete: await stemsWithoutManifest(outputFolder) });
      await removeIfEmpty(outputFolder);
    }
    await removeFile(entryFile);
  }
  return unfinished;
}

/** Whether the process that made the entry may still be at work. */
export function isOfAnother({ pid }: JournalEntry): boolean {
  return pid !== process.pid && isRunning(pid);
}

/** The oldest first. */
export async function readEntries(
  folder: string,
  onUnreadable: (sentence: string) => void,
): Promise<JournalEntry[]> {
  const names = await readdir(folder).catch((): string[] => []);
  const entries: JournalEntry[] = [];
  for (const name of names.filter((file) => file.endsWith('.json')).sort()) {
    const file = path.join(folder, name);
    const entry = parseValue(await readJsonFile(file), journalSchema);
    if (entry !== undefined && entryPath(folder, entry.jobId) === file) entries.push(entry);
    else onUnreadable(unreadable(file));
  }
  return entries.sort((a, b) => a.startedMs - b.startedMs);
}

function unreadable(file: string): string {
  return (
    `${file} stands for a job of a daemon that was killed, but cannot be read: it is damaged, or of another release of ` +
    'Stemwright. It stays. Start that release once, which cleans up; or remove files that end in .partial from the ' +
    'folder of the job’s stems, and then this one.'
  );
}

/**
 * The manifest gets its name last: one that was written after the entry says that the job was through. Both times are the
 * file system's own, whose clock may lag behind this process's.
 */
async function wasFinished(outputFolder: string, entryFile: string): Promise<boolean> {
  const manifest = await stat(path.join(outputFolder, MANIFEST_NAME)).catch(() => undefined);
  return manifest !== undefined && manifest.mtimeMs >= (await stat(entryFile)).mtimeMs;
}

async function stemsWithoutManifest(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((): string[] => []);
  if (names.includes(MANIFEST_NAME)) return [];
  return names.filter((name) => name.endsWith('.wav')).sort();
}

/** A folder that holds nothing was the job's, or might as well have been. */
async function removeIfEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch(() => undefined);
}
