/**
 * Engine: typed commands in, typed events out; one job at a time on the model, the others wait in a bounded queue.
 */
import type { ModelEntry } from '../model/model-library.js';
import type { Capture } from '../capture/capture.js';
import type { JobCommand, JobOrigin } from './job-command.js';
import type { JobEvent } from './job-event.js';
import type { Live } from '../live/live.js';
import type { Transport } from '../capture/transport.js';

export interface EngineStatus {
  readonly state: 'idle' | 'loading' | 'running' | 'closing';
  readonly model: string;
  /** the provider really used; "none" until a model is loaded */
  readonly provider: string;
  readonly rateHz: number;
  /** jobs waiting, the running one not counted */
  readonly queued: number;
  /** real-time factor of the last finished job, or undefined */
  readonly realTimeFactor: number | undefined;
}

export interface Engine {
  /** where the music is, as control surfaces hear of it */
  readonly transport: Transport;
  /** the last minutes of the live input */
  readonly capture: Capture;
  /** the live session, beside the jobs */
  readonly live: Live;
  /**
   * Accepts a job and returns its id; its events follow.
   * @throws OperationalError `queue-full`, `shutting-down`; `bad-argument`, `unsupported-task` where that can be told now
   */
  submit(command: JobCommand, origin: JobOrigin): string;
  /** Cancels a waiting or running job. @throws OperationalError `job-unknown` */
  cancel(jobId: string): void;
  status(): EngineStatus;
  models(): Promise<readonly ModelEntry[]>;
  /** Changes the model for jobs that start from now on. @throws OperationalError `model-missing`, `model-invalid` ... */
  loadModel(name: string): Promise<void>;
  /** @returns a function that ends the subscription */
  subscribe(listener: (event: JobEvent) => void): () => void;
  /** Refuses new jobs, cancels the others, stops the worker; resolves when nothing of a job is left half done. */
  close(): Promise<void>;
}
