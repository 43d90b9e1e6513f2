/**
 * Jobs: typed commands in, typed events out; one job at a time on the model, the others wait in a bounded queue.
 */
import type { JobCommand, JobOrigin } from './job-command.js';
import type { JobEvent } from './job-event.js';

export interface Jobs {
  /**
   * Accepts a job and returns its id; its events follow.
   * @throws OperationalError `queue-full`, `shutting-down`; `bad-argument`, `unsupported-task` where that can be told now
   */
  submit(command: JobCommand, origin: JobOrigin): string;
  /** Cancels a waiting or running job. @throws OperationalError `job-unknown` */
  cancel(jobId: string): void;
  /** @returns a function that ends the subscription */
  subscribe(listener: (event: JobEvent) => void): () => void;
}
