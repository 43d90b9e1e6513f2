/**
 * Live thread protocol: every message between the thread that a live session has to itself and its handle.
 *
 *   handle -> thread   LiveThreadSetup (as workerData), then LiveThreadCommands; before `opened` only `timeline` and `close`,
 *                      which calls it off
 *   thread -> handle   opened or refused, once; listening, input, event, meters, status and log at any time, before it too
 *
 * Messages keep their order. A thread ends after `refused`, and after `close`.
 */
import type { InputBlock } from '../../audio/host/audio-host.js';
import type { TimelineChange } from '../../capture/timeline-feed.js';
import type { InferenceRequest } from '../../model/inference-handle.js';
import type { SentError } from '../../model/worker-protocol.js';
import type { LogPort } from '../../log-port.js';
import type { LiveEvent, LiveMeters, LiveRequest, LiveStatus } from '../live.js';
import type { StemLevel } from '../session/stem-levels.js';

export interface LiveThreadSetup {
  readonly live: LiveRequest;
  readonly inference: InferenceRequest;
  /** of that model */
  readonly stems: readonly string[];
  /** how much of the input what plays along may ask for; undefined: nothing plays along */
  readonly timelineSeconds: number | undefined;
  readonly outputOffsetMs: number;
}

export type LiveThreadCommand =
  | { readonly kind: 'timeline'; readonly change: TimelineChange }
  | { readonly kind: 'level'; readonly stem: string; readonly change: Partial<StemLevel> }
  | { readonly kind: 'hold'; readonly held: boolean }
  | { readonly kind: 'metering'; readonly isOn: boolean }
  | { readonly kind: 'close' };

export type LiveThreadReply =
  | { readonly kind: 'opened'; readonly status: LiveStatus }
  | { readonly kind: 'refused'; readonly error: SentError }
  /** the input device is taken up, or waited for */
  | { readonly kind: 'listening' }
  /** `cameInMs` by the clock that threads share */
  | { readonly kind: 'input'; readonly block: InputBlock; readonly cameInMs: number }
  /** with what the status is then; undefined while the session is not open yet */
  | {
      readonly kind: 'event';
      readonly event: LiveEvent;
      readonly status: LiveStatus | undefined;
    }
  | { readonly kind: 'meters'; readonly meters: LiveMeters }
  | { readonly kind: 'status'; readonly status: LiveStatus }
  | {
      readonly kind: 'log';
      readonly level: keyof LogPort;
      readonly fields: object;
      readonly message: string;
    };

/** How often the thread sends its status unasked. */
export const STATUS_EVERY_MS = 100;
