/**
 * ClipEvent: what an offline job says while it runs. Plain data; whoever shows it (progress bar, OSC) renders it.
 */
export interface ProgressEvent {
  readonly kind: 'progress';
  /** how much of the work is done, 0 to 1; undefined where the input's length is not known */
  readonly fraction: number | undefined;
  /** seconds left at the present speed; undefined until it can be estimated */
  readonly etaSeconds: number | undefined;
}

/** This part of every stem is on disk, in the files named by the `stem` events so far. */
export interface ChunkEvent {
  readonly kind: 'chunk';
  readonly index: number;
  /** native rate */
  readonly startFrame: number;
  readonly frameCount: number;
}

export interface StemEvent {
  readonly kind: 'stem';
  readonly stem: string;
  /**
   * Readable now. Emitted twice for each stem: before the first chunk with `finished` false, as a WAV that grows under a
   * temporary name (a valid WAV at every moment; gone if the job does not end well); and at the end with `finished` true,
   * as the stem under its own name.
   */
  readonly path: string;
  readonly finished: boolean;
}

export type ClipEvent =
  | (ProgressEvent & {
      /** seconds of audio whose stems are finished */
      readonly audioSeconds: number;
    })
  | ChunkEvent
  | StemEvent
  | {
      /** a file that was not ours had this name, and is replaced, as was asked for */
      readonly kind: 'replaced';
      readonly path: string;
    }
  | {
      /** everything is computed; what is left is to flush the files and give them their names */
      readonly kind: 'writing';
    };

export type OnClipEvent = (event: ClipEvent) => void;
