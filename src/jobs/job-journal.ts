/**
 * Job journal: which jobs and live recordings have files under way, on disk, so that what a daemon was killed in is known at the
 * next start.
 *
 * One JSON file per running job or recording. It is there, whole and flushed, before the job's first file is, and gone after the
 * job's last one is in its place or removed; what it means that one is still there is in recover-jobs.ts.
 */
import path from 'node:path';

import { createFolder } from '../audio/create-folder.js';
import { outputFailed } from '../audio/output-failed.js';
import { syncFolder } from '../audio/output-file.js';
import { writeWholeFile } from '../audio/whole-file.js';
import { removeFile } from '../file-system.js';
import type { JobCommand } from './job-command.js';
import type { JournalEntry, LIVE_TASK } from './journal-schema.js';

export class JobJournal {
  readonly #folder: string;

  /** @param folder created when the first job begins */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @throws OperationalError `output-failed`, `output-exists` */
  async begin(
    jobId: string,
    {
      kind: task,
      outputFolder,
    }: { readonly kind: JobCommand['kind'] | typeof LIVE_TASK; readonly outputFolder: string },
  ): Promise<void> {
    const entry: JournalEntry = {
      jobId,
      task,
      outputFolder,
      pid: process.pid,
      startedMs: Date.now(),
    };
    const file = entryPath(this.#folder, jobId);
    try {
      await createFolder(this.#folder);
      await writeWholeFile(file, JSON.stringify(entry));
      await syncFolder(this.#folder);
    } catch (error) {
      throw outputFailed(file, error);
    }
  }

  /** @throws OperationalError `output-failed` */
  async end(jobId: string): Promise<void> {
    const file = entryPath(this.#folder, jobId);
    try {
      await removeFile(file);
    } catch (error) {
      throw outputFailed(file, error);
    }
  }
}

/** Where the entry of a job is. */
export function entryPath(folder: string, jobId: string): string {
  return path.join(folder, `${jobId}.json`);
}
