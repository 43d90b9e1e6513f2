/**
 * Job event: what the engine tells about its jobs, as plain data. Every job that was accepted ends in exactly one of
 * `done`, `cancelled` and `error`; nothing follows that.
 */
import type { OperationalErrorCode } from '../operational-error.js';
import type { Manifest } from './manifest-schema.js';
import type { JobOrigin } from './job-command.js';

export type JobEvent = {
  readonly jobId: string;
  readonly origin: JobOrigin;
} & (
  | {
      readonly type: 'queued';
      /** jobs before it, the running one included; told again when it changes; 0 means it starts */
      readonly place: number;
    }
  | {
      readonly type: 'progress';
      /** 0 to 1, or undefined where the input's length is not known */
      readonly fraction: number | undefined;
      readonly etaSeconds: number | undefined;
      /** loading the model, computing stems, or flushing the files and giving them their names */
      readonly stage: 'loading' | 'sampling' | 'writing';
    }
  | {
      /** this part of every stem is on disk, in the files named by the `stem` events so far */
      readonly type: 'chunk';
      readonly index: number;
      /** native rate */
      readonly startFrame: number;
      readonly frameCount: number;
    }
  | {
      readonly type: 'stem';
      readonly stem: string;
      /**
       * Absolute and readable now. Told twice for each stem: before the first chunk with `finished` false, as a WAV that
       * grows under a temporary name (a valid WAV at every moment; gone if the job does not end in `done`); and before
       * `done` with `finished` true, as the stem under its own name.
       */
      readonly path: string;
      readonly finished: boolean;
    }
  | { readonly type: 'done'; readonly manifest: Manifest }
  | { readonly type: 'cancelled' }
  | { readonly type: 'error'; readonly code: OperationalErrorCode; readonly message: string }
);
