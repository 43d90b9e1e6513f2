/**
 * ClipEvent: what an offline job tells while it runs. Plain data; whoever shows it (progress bar, OSC) renders it.
 */
export type ClipEvent =
  | {
      readonly type: 'progress';
      /** how much of the work is done, 0 to 1; undefined where the input's length is not known */
      readonly fraction: number | undefined;
      /** seconds left at the present speed; undefined until it can be told */
      readonly etaSeconds: number | undefined;
      /** seconds of audio whose stems are finished */
      readonly audioSeconds: number;
    }
  | {
      readonly type: 'chunk';
      readonly index: number;
      /** native rate: this part of every stem has been written */
      readonly startFrame: number;
      readonly frameCount: number;
    }
  | {
      readonly type: 'stem';
      readonly stem: string;
      /**
       * Readable now. Told twice: while `finished` is false, a WAV that grows under a temporary name (valid at every
       * moment, and gone if the job is cancelled); when the job is done, the stem under its own name.
       */
      readonly path: string;
      readonly finished: boolean;
    }
  | {
      /** a file that was not ours had this name, and is replaced, as was asked for */
      readonly type: 'replaced';
      readonly path: string;
    }
  | {
      /** everything is computed; what is left is to flush the files and give them their names */
      readonly type: 'writing';
    };

export type OnClipEvent = (event: ClipEvent) => void;
