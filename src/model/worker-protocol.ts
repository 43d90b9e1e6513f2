/**
 * Worker protocol: every message that passes between the inference handle and its worker, and how errors do.
 *
 *   handle -> worker   WorkerSetup (as workerData), then WorkerCommands
 *   worker -> handle   ready or refused, once; then for each sample: progress*, and one of done, failed
 *
 * Tasks need no numbers: messages keep their order, and the handle sends no sample before the last one's answer. So a
 * cancel that comes too late reaches a worker at rest, and does nothing.
 */
import { OperationalError, type OperationalErrorCode } from '../operational-error.js';
import { systemLimit } from '../system-limit.js';
import type { SamplingResult, SamplingTask } from './inference.js';
import type { LoadedModel } from './model-folder.js';
import type { OpeningRequest } from './opened-model.js';
import type { Provider } from './provider.js';

export interface WorkerSetup extends OpeningRequest {
  readonly model: LoadedModel;
}

export type WorkerCommand =
  | { readonly kind: 'sample'; readonly task: SamplingTask }
  | { readonly kind: 'cancel' }
  /** cancel what runs, release the session, end */
  | { readonly kind: 'close' };

export type WorkerReply =
  | { readonly kind: 'ready'; readonly provider: Provider; readonly notes: readonly string[] }
  | { readonly kind: 'refused'; readonly error: SentError }
  | { readonly kind: 'progress'; readonly fraction: number }
  | { readonly kind: 'done'; readonly result: SamplingResult }
  | { readonly kind: 'failed'; readonly error: SentError };

/** An error as data. Without a code it is a programmer error. */
export interface SentError {
  readonly code: OperationalErrorCode | undefined;
  readonly message: string;
  readonly stack: string | undefined;
}

/** A limit of the system's that it ran into is an operating error from here on. */
export function sendableError(thrown: unknown): SentError {
  const error = systemLimit(thrown) ?? thrown;
  if (!(error instanceof Error))
    return { code: undefined, message: String(error), stack: undefined };
  const code = error instanceof OperationalError ? error.code : undefined;
  return { code, message: error.message, stack: error.stack };
}

/** The error again, with the stack of the thread it comes from. */
export function receivedError({ code, message, stack }: SentError): Error {
  const error = code === undefined ? new Error(message) : new OperationalError(code, message);
  if (stack !== undefined) error.stack = stack;
  return error;
}

/**
 * The buffers to transfer with arrays. An array that is a view of a larger buffer is left out, and so copied:
 * transferring its buffer would take the rest of it from its owner.
 */
export function wholeBuffers(arrays: readonly (Float32Array | null | undefined)[]): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const array of arrays) {
    if (array?.buffer instanceof ArrayBuffer && array.byteLength === array.buffer.byteLength) {
      buffers.add(array.buffer);
    }
  }
  return [...buffers];
}
