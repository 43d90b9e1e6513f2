/**
 * SessionEvent and SessionStatus: what happens in a live session, as plain data; whoever shows it (OSC, log) renders it.
 *
 * Frames are native ones and count from the session's start.
 */
import type { StemLevel } from './stem-levels.js';

export type SessionEvent =
  | {
      readonly kind: 'started';
      readonly rateHz: number;
      readonly channels: number;
      readonly latencyFrames: number;
      /** seconds of sound a full window holds, a hop adds, and a window looks ahead */
      readonly windowSeconds: number;
      readonly hopSeconds: number;
      readonly lookAheadSeconds: number;
      readonly steps: number;
    }
  | {
      /** from input frame `frame` on the mixture passes through in `stem`; once per episode */
      readonly kind: 'overrun';
      readonly frame: number;
      readonly stem: string;
    }
  | {
      /** the end of that episode: stems are separated again from `frame` on */
      readonly kind: 'recovered';
      readonly frame: number;
      readonly passedThroughFrames: number;
    }
  | {
      /** the governor chose another rung */
      readonly kind: 'effort';
      readonly steps: number;
      readonly windowSeconds: number;
      /** predicted time of a hop as a part of its budget */
      readonly load: number;
    }
  | {
      /** the worker is gone: the mixture passes through until the session is given another inference */
      readonly kind: 'inference-failed';
      readonly message: string;
    }
  | { readonly kind: 'levels'; readonly levels: Readonly<Record<string, StemLevel>> };

export type OnSessionEvent = (event: SessionEvent) => void;

export interface SessionStatus {
  readonly rateHz: number;
  readonly channels: number;
  /** output frame n holds the stems of input frame n - latencyFrames; it never changes */
  readonly latencyFrames: number;
  /** input frames so far, and as many output frames */
  readonly frames: number;
  readonly steps: number;
  readonly windowSeconds: number;
  /** predicted time of a hop as a part of its budget; above 1 hops will be late */
  readonly load: number;
  /** whether the mixture passes through now */
  readonly overrun: boolean;
  /** episodes so far, and how much passed through in them */
  readonly overruns: number;
  readonly passedThroughFrames: number;
  readonly levels: Readonly<Record<string, StemLevel>>;
}
