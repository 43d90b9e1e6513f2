/**
 * Inference handle [main thread]: starts the inference worker, on a thread or in a process of its own, and is the {@link Inference}
 * the engine talks to.
 *
 * It never loads onnxruntime. The worker keeps the process alive only while it has something to do: a handle that
 * was forgotten does not hang the process. Once the worker has failed, every later sample rejects with the same error.
 * An evaluation cannot be stopped. In a process, one that goes on for {@link END_LIMIT_MS} after it was cancelled is ended with it.
 */
import './no-telemetry.js';
import type { Worker } from 'node:worker_threads';
import { cancelledError, OperationalError } from '../operational-error.js';
import { startWorker } from '../start-worker.js';
import { systemLimit } from '../system-limit.js';
import { processRunner, threadRunner, type InferenceRunner } from './inference-runner.js';
import { assertTaskFits } from './assert-task-fits.js';
import type { Inference, SampleOptions, SamplingResult, SamplingTask } from './inference.js';
import type { ModelCard } from './model-card.js';
import { loadModelFolder, type LoadedModel } from './model-folder.js';
import type { Proof } from './opened-model.js';
import type { ProviderPreference } from './provider.js';
import {
  receivedError,
  wholeBuffers,
  type WorkerCommand,
  type WorkerReply,
  type WorkerSetup,
} from './worker-protocol.js';

export type InferenceRequest = (
  | { /** a model folder, read and checked here */ readonly folder: string }
  | { readonly model: LoadedModel }
) & {
  readonly provider: ProviderPreference;
  /** threads of one operator on the CPU, >= 1; absent: as onnxruntime chooses */
  readonly threads?: number | undefined;
  /** @default `first-chunk` */
  readonly proof?: Proof;
  /** where it runs @default thread */
  readonly place?: 'thread' | 'process';
  /** of a process, for tests @default {@link END_LIMIT_MS} */
  readonly endLimitMs?: number;
};

/** An evaluation of a large network takes seconds; a model is loaded again in as many. */
const END_LIMIT_MS = 5000;

/**
 * Loads a model in a worker of its own.
 * @throws OperationalError `model-missing`, `model-invalid`, `provider-unavailable`, `package-missing`, `inference-failed`,
 *   `system-limit`
 */
export async function startInference(request: InferenceRequest): Promise<Inference> {
  const { provider, threads, proof = 'first-chunk', place = 'thread', endLimitMs } = request;
  if (threads !== undefined && (!Number.isInteger(threads) || threads < 1)) {
    throw new Error(`startInference: threads must be an integer >= 1, got ${threads}`);
  }
  const model = 'model' in request ? request.model : await loadModelFolder(request.folder);
  const setup: WorkerSetup = { model, provider, threads, proof };
  if (place === 'process') return attached(processRunner(setup), model, endLimitMs);
  const worker = startWorker(new URL('./inference-worker.js', import.meta.url), setup);
  return attachInference(worker, model);
}

/** The handle of a worker that has just been started and speaks worker-protocol.ts. */
export async function attachInference(worker: Worker, model: LoadedModel): Promise<Inference> {
  return attached(threadRunner(worker), model);
}

async function attached(
  runner: InferenceRunner,
  model: LoadedModel,
  endLimitMs?: number,
): Promise<Inference> {
  const inference = new RunningInference(runner, model, endLimitMs);
  await inference.ready;
  return inference;
}

interface PendingSample {
  readonly options: SampleOptions;
  readonly settle: (outcome: SamplingResult | Error) => void;
}

class RunningInference implements Inference {
  readonly card: ModelCard;
  readonly graphSha256: string;
  readonly ready: Promise<void>;
  provider = 'none';
  providerNotes: readonly string[] = [];

  readonly #runner: InferenceRunner;
  readonly #endLimitMs: number;
  readonly #exited: Promise<void>;
  #isReady = false;
  #settleReady: (failure?: Error) => void = () => undefined;
  #pending: PendingSample | undefined;
  #failure: Error | undefined;
  #closing = false;

  constructor(runner: InferenceRunner, model: LoadedModel, endLimitMs = END_LIMIT_MS) {
    this.card = model.card;
    this.graphSha256 = model.graphSha256;
    this.#runner = runner;
    this.#endLimitMs = endLimitMs;
    this.ready = new Promise((resolve, reject) => {
      this.#settleReady = (failure) => {
        if (failure === undefined) resolve();
        else reject(failure);
      };
    });
    this.#exited = new Promise((resolve) => {
      runner.listen({
        onReply: (reply) => {
          this.#receive(reply);
        },
        onFailed: (reason, error) => {
          const limit = this.#isReady ? undefined : systemLimit(error);
          this.#fail(limit ?? stoppedError(reason, error));
        },
        onEnded: (reason) => {
          this.#fail(this.#closing ? cancelledError() : stoppedError(reason));
          resolve();
        },
      });
    });
  }

  get hasStopped(): boolean {
    return this.#failure !== undefined;
  }

  async sample(task: SamplingTask, options: SampleOptions = {}): Promise<SamplingResult> {
    if (this.#closing) throw new Error('Inference: sample after close');
    if (this.#pending !== undefined) {
      throw new Error('Inference: sample before the last one has settled');
    }
    if (this.#failure !== undefined) throw this.#failure;
    assertTaskFits(task, this.card);
    if (options.signal?.aborted === true) throw cancelledError();

    let limit: NodeJS.Timeout | undefined;
    const cancel = (): void => {
      this.#send({ kind: 'cancel' });
      limit = this.#endLater();
    };
    options.signal?.addEventListener('abort', cancel);
    this.#runner.holdProcess(true);
    try {
      return await new Promise<SamplingResult>((resolve, reject) => {
        const settle = (outcome: SamplingResult | Error): void => {
          if (outcome instanceof Error) reject(outcome);
          else resolve(outcome);
        };
        this.#pending = { options, settle };
        const arrays = [task.mixture, task.known?.data, task.knownMask];
        this.#send({ kind: 'sample', task }, wholeBuffers(arrays));
      });
    } finally {
      clearTimeout(limit);
      this.#pending = undefined;
      options.signal?.removeEventListener('abort', cancel);
      this.#rest();
    }
  }

  /** Cancels what runs and waits for the worker's end: at most one evaluation, in a process no longer than its limit. */
  async close(): Promise<void> {
    if (!this.#closing) {
      this.#closing = true;
      this.#runner.holdProcess(true);
      this.#send({ kind: 'close' });
      const limit = this.#endLater();
      void this.#exited.then(() => {
        clearTimeout(limit);
      });
    }
    await this.#exited;
  }

  /** Where it can be ended, and has not come to an end by then. */
  #endLater(): NodeJS.Timeout | undefined {
    const { kill } = this.#runner;
    return kill === undefined ? undefined : setTimeout(kill, this.#endLimitMs);
  }

  #receive(reply: WorkerReply): void {
    switch (reply.kind) {
      case 'ready':
        this.#isReady = true;
        this.provider = reply.provider;
        this.providerNotes = reply.notes;
        this.#rest();
        this.#settleReady();
        return;
      case 'refused':
        this.#fail(receivedError(reply.error));
        return;
      case 'progress':
      case 'done':
      case 'failed':
        if (this.#pending !== undefined) this.#receiveOf(this.#pending, reply);
    }
  }

  #receiveOf(
    pending: PendingSample,
    reply: Exclude<WorkerReply, { kind: 'ready' | 'refused' }>,
  ): void {
    // a result that crossed the cancel on its way is not wanted any more
    const cancelled = pending.options.signal?.aborted === true || this.#closing;
    if (reply.kind === 'progress') {
      if (!cancelled) pending.options.onProgress?.(reply.fraction);
    } else if (cancelled) {
      pending.settle(cancelledError());
    } else {
      pending.settle(reply.kind === 'done' ? reply.result : receivedError(reply.error));
    }
  }

  /** A worker at rest does not keep the process alive; one that is closing does. */
  #rest(): void {
    if (!this.#closing) this.#runner.holdProcess(false);
  }

  /** Only the first failure counts: an 'exit' follows every 'error'. */
  #fail(failure: Error): void {
    this.#failure ??= failure;
    this.#settleReady(this.#failure);
    this.#pending?.settle(this.#failure);
  }

  #send(command: WorkerCommand, transfer: ArrayBuffer[] = []): void {
    this.#runner.send(command, transfer);
  }
}

function stoppedError(reason: string, cause?: unknown): OperationalError {
  return new OperationalError(
    'inference-failed',
    `The inference worker stopped: ${reason}. Load the model again; if that happens again, try the provider cpu.`,
    { cause },
  );
}
