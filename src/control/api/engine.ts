/**
 * Engine: the rooms that control surfaces reach, as one object: jobs, models, the live session, its capture and the transport.
 * The daemon puts it together (daemon/create-engine.ts).
 */
import type { Capture } from '../../capture/capture.js';
import type { Transport } from '../../capture/transport.js';
import type { Jobs } from '../../jobs/jobs.js';
import type { Live } from '../../live/live.js';
import type { ModelCard } from '../../model/model-card.js';
import type { ModelEntry } from '../../model/model-library.js';
import type { ModelTask } from '../../model/model-task.js';

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

export interface Models {
  list(): Promise<readonly ModelEntry[]>;
  /**
   * The card of a model; without a name, of the one that jobs run on.
   * @throws OperationalError `model-missing`, `model-invalid`
   */
  card(name?: string): Promise<ModelCard>;
  /**
   * The model that jobs run on must do the task.
   * @throws OperationalError `unsupported-task`, naming those that do
   */
  mustDo(task: ModelTask): void;
  /** Changes the model for jobs that start from now on. @throws OperationalError `model-missing`, `model-invalid` ... */
  load(name: string): Promise<void>;
}

export interface Engine {
  /** where the music is, as control surfaces hear of it */
  readonly transport: Transport;
  /** the last minutes of the live input */
  readonly capture: Capture;
  /** the live session, beside the jobs */
  readonly live: Live;
  readonly jobs: Jobs;
  readonly models: Models;
  status(): EngineStatus;
  /** Refuses new jobs, cancels the others, stops the worker; resolves when nothing of a job is left half done. */
  close(): Promise<void>;
}
