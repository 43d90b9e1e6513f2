/**
 * Job journal: which jobs have files under way, on disk, so that a daemon that is killed can clean up at its next start.
 *
 * One JSON file per running job. It is there, whole and flushed, before the job's first file is, and gone after the
 * job's last one is in its place or removed; what it means that one is still there is in recover-jobs.ts.
 */
import path from 'node:path';

import { outputFailed, syncFolder } from '../audio/output-file.js';
import { writeWholeFile } from '../audio/whole-file.js';
import { makeFolders, removeFile } from '../file-system.js';
import type { JobCommand } from './job-command.js';
import type { JournalEntry } from './journal-schema.js';

export class JobJournal {
  readonly #folder: string;

  /** @param folder created when the first job begins */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @throws OperationalError `output-failed` */
  async begin(
    jobId: string,
    { kind: task, outputFolder }: Pick<JobCommand, 'kind' | 'outputFolder'>,
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
      await makeFolders(this.#folder);
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
