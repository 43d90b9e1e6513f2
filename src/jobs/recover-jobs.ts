/**
 * Recover jobs: what a daemon does about the jobs that an earlier one was killed in, before it takes any of its own.
 *
 * Those that waited are told. Of those that ran, temporary files are removed. Stems under their final names are whole (audio/stem-folder.ts renames them only
 * once they are flushed) and stay. What is found is returned; saying it is the caller's business.
 */
import { readdir, readFile, rm, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';

import { isRunning, removeLeftovers } from '../audio/output-file.js';
import { MANIFEST_NAME } from '../audio/stem-folder.js';
import { parseJson } from '../json-file.js';
import { entryPath } from './job-journal.js';
import { journalSchema, type JournalEntry } from './journal-schema.js';

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
 * @throws OperationalError `output-failed` when a temporary file cannot be removed
 */
export async function recoverJobs(folder: string): Promise<readonly UnfinishedJob[]> {
  await removeLeftovers(folder, { ownToo: true });
  const unfinished: UnfinishedJob[] = [];
  for (const entry of await readEntries(folder)) {
    if (entry.pid !== process.pid && isRunning(entry.pid)) continue;
    const { outputFolder } = entry;
    const entryFile = entryPath(folder, entry.jobId);
    if (entry.state === 'waiting') {
      // it has no files; what was captured for it stays
      unfinished.push({ ...entry, removed: [], incomplete: [] });
      await rm(entryFile, { force: true });
      continue;
    }
    const removed = await removeLeftovers(outputFolder, { ownToo: true });
    const finished = removed.length === 0 && (await wasFinished(outputFolder, entryFile));
    if (!finished) {
      unfinished.push({ ...entry, removed, incomplete: await stemsWithoutManifest(outputFolder) });
      await removeIfEmpty(outputFolder);
    }
    await rm(entryFile, { force: true });
  }
  return unfinished;
}

/** Entries, the oldest first; files that are none are nobody's of ours. */
async function readEntries(folder: string): Promise<JournalEntry[]> {
  const names = await readdir(folder).catch((): string[] => []);
  const entries: JournalEntry[] = [];
  for (const name of names.filter((file) => file.endsWith('.json'))) {
    const entry = parseJson(await readFile(path.join(folder, name), 'utf8'), journalSchema);
    if (entry !== undefined && entryPath(folder, entry.jobId) === path.join(folder, name)) {
      entries.push(entry);
    }
  }
  return entries.sort((a, b) => a.startedMs - b.startedMs);
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
