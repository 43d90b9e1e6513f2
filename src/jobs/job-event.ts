/**
 * Job event: what the engine says about its jobs, as plain data. Every job that was accepted ends in exactly one of
 * `done`, `cancelled` and `error`; nothing follows that. Paths are absolute.
 */
import type { ChunkEvent, ProgressEvent, StemEvent } from '../clips/clip-event.js';
import type { OperationalErrorCode } from '../operational-error.js';
import type { Manifest } from './manifest-schema.js';
import type { JobOrigin } from './job-command.js';

export type JobEvent = {
  readonly jobId: string;
  readonly origin: JobOrigin;
} & (
  | {
      readonly kind: 'queued';
      /** jobs before it, the running one included; again when it changes; 0 means it starts */
      readonly place: number;
    }
  | (ProgressEvent & {
      /** loading the model, computing stems, or flushing the files and giving them their names */
      readonly stage: 'loading' | 'sampling' | 'writing';
    })
  | ChunkEvent
  | StemEvent
  | { readonly kind: 'done'; readonly manifest: Manifest }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'error'; readonly code: OperationalErrorCode; readonly message: string }
);

/** Whether nothing of the job follows it. */
export function isEnd({ kind }: Pick<JobEvent, 'kind'>): boolean {
  return kind === 'done' || kind === 'cancelled' || kind === 'error';
}
