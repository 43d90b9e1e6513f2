/**
 * Job journal: which jobs wait, and which jobs and live recordings have files under way, on disk, so that a daemon that is killed
 * can tell of them and clean up at its next start.
 *
 * One JSON file a job or recording. That of a running one is there, whole and flushed, before its first file is, and gone after its
 * last one is in its place or removed; that of a waiting one follows a moment after it was accepted, one file after the
 * other, and is not flushed: a process that is killed loses nothing that it has written. What it means that one is still
 * there is in recover-jobs.ts.
 */
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { createFolder } from '../audio/create-folder.js';
import { outputFailed } from '../audio/output-failed.js';
import { syncFolder } from '../audio/output-file.js';
import { writeWholeFile } from '../audio/whole-file.js';
import { removeFile } from '../file-system.js';
import type { JobCommand, JobOrigin } from './job-command.js';
import { inputsOf } from './job-inputs.js';
import type { JournalEntry, LIVE_TASK } from './journal-schema.js';

/** A job's command, or what stands for one of a live recording. */
interface BegunCommand {
  readonly kind: JobCommand['kind'] | typeof LIVE_TASK;
  readonly outputFolder: string;
}

export class JobJournal {
  readonly #folder: string;
  readonly #onProblem: (error: unknown, jobId: string) => void;
  /** entries of waiting jobs that are to be written */
  readonly #waiting = new Map<string, JournalEntry>();
  #working: Promise<void> | undefined;
  #inFlight: { readonly jobId: string; readonly written: Promise<void> } | undefined;

  /**
   * @param folder created when the first job begins
   * @param onProblem called where the entry of a waiting job cannot be written, which costs the job nothing @default nothing waits
   */
  constructor(
    folder: string,
    onProblem: (error: unknown, jobId: string) => void = () => undefined,
  ) {
    this.#folder = folder;
    this.#onProblem = onProblem;
  }

  /** The job waits for its turn. Returns at once. */
  wait(jobId: string, command: JobCommand, { client, requestId }: JobOrigin): void {
    const entry = entryOf(jobId, command);
    const inputs = inputsOf(command);
    this.#waiting.set(jobId, { ...entry, state: 'waiting', inputs, client, requestId });
    this.#working ??= this.#writeWaiting().finally(() => {
      this.#working = undefined;
    });
  }

  /** @throws OperationalError `output-failed`, `output-exists` */
  async begin(jobId: string, command: BegunCommand): Promise<void> {
    await this.#stopWaiting(jobId);
    await this.#write(entryOf(jobId, command), true);
  }

  /** The job has ended, also while it waited. @throws OperationalError `output-failed` */
  async end(jobId: string): Promise<void> {
    await this.#stopWaiting(jobId);
    const file = entryPath(this.#folder, jobId);
    try {
      await removeFile(file);
    } catch (error) {
      throw outputFailed(file, error);
    }
  }

  /** Resolves when nothing will be written of it as a waiting one. */
  async #stopWaiting(jobId: string): Promise<void> {
    this.#waiting.delete(jobId);
    if (this.#inFlight?.jobId === jobId) await this.#inFlight.written;
  }

  /** Never rejects. */
  async #writeWaiting(): Promise<void> {
    // most jobs begin at once, and need no such entry
    await nextTurn();
    for (;;) {
      const [next] = this.#waiting.values();
      if (next === undefined) return;
      const { jobId } = next;
      this.#waiting.delete(jobId);
      const written = this.#write(next, false).catch((error: unknown) => {
        this.#onProblem(error, jobId);
      });
      this.#inFlight = { jobId, written };
      await written;
      this.#inFlight = undefined;
    }
  }

  async #write(entry: JournalEntry, isFlushed: boolean): Promise<void> {
    const file = entryPath(this.#folder, entry.jobId);
    try {
      await createFolder(this.#folder);
      await writeWholeFile(file, JSON.stringify(entry), { isFlushed });
      if (isFlushed) await syncFolder(this.#folder);
    } catch (error) {
      throw outputFailed(file, error);
    }
  }
}

/** Where the entry of a job is. */
export function entryPath(folder: string, jobId: string): string {
  return path.join(folder, `${jobId}.json`);
}

function entryOf(jobId: string, { kind: task, outputFolder }: BegunCommand): JournalEntry {
  return { jobId, task, outputFolder, pid: process.pid, startedMs: Date.now() };
}
