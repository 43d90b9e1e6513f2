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
      /** native rate: this stretch of every stem has been written */
      readonly startFrame: number;
      readonly frameCount: number;
    };

export type OnClipEvent = (event: ClipEvent) => void;
