/**
 * Recover jobs: what a daemon does about the jobs that an earlier one was killed in, before it takes any of its own.
 *
 * Those that waited are reported. Of those that ran, temporary files are removed. Stems under their final names are whole
 * (audio/stem-folder.ts renames them only once they are flushed) and stay. What is found is returned; saying it is the caller's
 * business. Live recordings have entries, too: those are for recover-recordings.ts. Nothing that lies in the journal keeps a daemon
 * from starting: what cannot be read, or not be cleaned up, stays and is reported.
 */
import path from 'node:path';

import { isRunning, removeLeftovers } from '../audio/output-file.js';
import { MANIFEST_NAME } from '../audio/stem-folder.js';
import { STEM_FORMATS } from '../audio/stem-formats.js';
import { readdir, removeFile, rmdir, stat } from '../file-system.js';
import { parseValue, readJsonFile } from '../json-file.js';
import { messageOf } from '../thrown-error.js';
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
 * @param onProblem gets a sentence for each entry that cannot be read, and for each whose files cannot be cleaned up; it is tried
 *   again at the next start
 */
export async function recoverJobs(
  folder: string,
  onProblem: (sentence: string) => void,
): Promise<readonly UnfinishedJob[]> {
  const unfinished: UnfinishedJob[] = [];
  const attempt = async (what: string, work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      onProblem(
        `${what} could not be cleaned up: ${messageOf(error)} It is tried again at the next start.`,
      );
    }
  };
  await attempt(folder, () => removeLeftovers(folder, { ownToo: true }));
  for (const entry of await readEntries(folder, onProblem)) {
    if (entry.task === LIVE_TASK || isOfAnother(entry)) continue;
    const entryFile = entryPath(folder, entry.jobId);
    await attempt(`What the job ${entry.jobId} left in ${entry.outputFolder}`, async () => {
      const job = await recoverJob(entry, entryFile);
      if (job !== undefined) unfinished.push(job);
      await removeFile(entryFile);
    });
  }
  return unfinished;
}

/** Whether the process that made the entry may still be at work. */
export function isOfAnother({ pid }: JournalEntry): boolean {
  return pid !== process.pid && isRunning(pid);
}

/** @returns undefined where it was finished */
async function recoverJob(
  entry: JournalEntry,
  entryFile: string,
): Promise<UnfinishedJob | undefined> {
  // it has no files; what was captured for it stays
  if (entry.state === 'waiting') return { ...entry, removed: [], incomplete: [] };
  const { outputFolder } = entry;
  const removed = await removeLeftovers(outputFolder, { ownToo: true });
  if (removed.length === 0 && (await wasFinished(outputFolder, entryFile))) return undefined;
  const incomplete = await stemsWithoutManifest(outputFolder);
  await removeIfEmpty(outputFolder);
  return { ...entry, removed, incomplete };
}

/** Entries, the oldest first. What is none, or not this file's, is reported and stays: it may be of another release. */
export async function readEntries(
  folder: string,
  onProblem: (sentence: string) => void,
): Promise<JournalEntry[]> {
  const names = await readdir(folder).catch((): string[] => []);
  const entries: JournalEntry[] = [];
  for (const name of names.filter((file) => file.endsWith('.json')).sort()) {
    const file = path.join(folder, name);
    const entry = parseValue(await readJsonFile(file), journalSchema);
    const isWhole = entry !== undefined && path.isAbsolute(entry.outputFolder);
    if (isWhole && entryPath(folder, entry.jobId) === file) entries.push(entry);
    else onProblem(unreadable(file));
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
  return names.filter((name) => STEM_FORMATS.some((format) => name.endsWith(`.${format}`))).sort();
}

/** A folder that holds nothing was the job's, or might as well have been. */
async function removeIfEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch(() => undefined);
}
