/**
 * Jobs: typed commands in, typed events out; one job at a time on the model, the others wait in a bounded queue.
 */
import type { JobCommand, JobOrigin } from './job-command.js';
import type { JobEvent } from './job-event.js';

/** A job that has not ended. */
export interface JobSummary {
  readonly jobId: string;
  readonly origin: JobOrigin;
  readonly kind: JobCommand['kind'];
  /** files and folders that it reads, as they were named */
  readonly inputs: readonly string[];
  readonly state: 'running' | 'waiting';
  /** jobs before it, the running one included */
  readonly place: number;
  /** how much of it is done, 0 to 1; undefined: not known, or not begun */
  readonly fraction: number | undefined;
}

export interface Jobs {
  /**
   * Accepts a job and returns its id; its events follow.
   * @throws OperationalError `queue-full`, `shutting-down`; `bad-argument`, `unsupported-task` where that is known already
   */
  submit(command: JobCommand, origin: JobOrigin): string;
  /** Cancels a waiting or running job. @throws OperationalError `job-unknown` */
  cancel(jobId: string): void;
  /** Those that have not ended, in the order they run. */
  list(): readonly JobSummary[];
  /**
   * Gives a waiting job another place; the others keep their order; each whose place changes has a `queued` event.
   * @param place jobs before it then, the running one included; beyond the last: last
   * @throws OperationalError `job-unknown`; `bad-argument` when it runs already
   */
  move(jobId: string, place: number): void;
  /** @returns a function that ends the subscription */
  subscribe(listener: (event: JobEvent) => void): () => void;
}
