/**
 * Live: the daemon as an instrument, as control surfaces see it. One session at a time, beside the jobs.
 *
 *   sound in -> stems, one constant latency later -> sound out and, if asked, files
 */
import type { AudioCounters, StreamDirection, StreamState } from '../audio/host/audio-host.js';
import type { StemEncoding } from '../audio/stem-folder.js';
import type { SamplingChoice } from '../sampling/sampling-settings.js';
import type { SessionEvent, SessionStatus } from './session/session-event.js';
import type { StemLevel } from './session/stem-levels.js';

/** What a session may be asked for. */
export const LIVE_RATE_HZ = { least: 8000, most: 192_000 } as const;
export const MOST_LIVE_CHANNELS = 8;
export const MOST_LIVE_LATENCY_SECONDS = 30;
export const MOST_LOOP_BARS = 64;

/** What an output gets: every stem on channels of its own, or their sum (output/live-output). */
export const LIVE_LAYOUTS = ['stems', 'mix'] as const;
export type LiveLayout = (typeof LIVE_LAYOUTS)[number];

export { FILE_INPUT } from '../audio/host/audio-stream-spec.js';

/** Stems for a loop that is played in: made from one pass, played in the next. */
export interface AccompanySettings {
  readonly kind: 'accompany';
  /** names of the stems to generate */
  readonly generate: readonly string[];
  /** name of the stem that the input is; undefined: it is several, and is separated first */
  readonly plays: string | undefined;
  /** of the loop */
  readonly bars: number;
  /** the first stems are kept until {@link Live.setHold} says otherwise; else each pass brings new ones */
  readonly hold: boolean;
}

/** What a session does with its input. Listening, it is only there to be captured. */
export const LIVE_MODES = ['separate', 'accompany', 'listen'] as const;

export type LiveMode =
  { readonly kind: Exclude<(typeof LIVE_MODES)[number], 'accompany'> } | AccompanySettings;

export interface LiveRequest {
  /** @default separate */
  readonly mode?: LiveMode;
  /** names of sound devices or parts of them, or "default"; the input may be a file, as "file:PATH" */
  readonly input: string;
  /** folders that an input which is a file must lie in, links followed, when it is opened @default anywhere */
  readonly inputWithin?: readonly string[];
  /** undefined: nothing is played */
  readonly output: string | undefined;
  readonly rateHz: number;
  /** of the input and of every stem */
  readonly channels: number;
  readonly layout: LiveLayout;
  /** what the latency should not exceed; on a slow machine it does, and says so */
  readonly latencyLimitSeconds: number;
  /** its steps are the most that are used */
  readonly sampling: SamplingChoice;
  /** where the stems are recorded at full level; undefined: nowhere */
  readonly recording: { readonly folder: string; readonly encoding: StemEncoding } | undefined;
}

/** Where a frame is between its input and its output; native frames. */
export interface LiveLatency {
  /** look-ahead, hop, computing, restoring; fixed */
  readonly sessionFrames: number;
  /** come in but read late, or written and not yet taken by the output; held where it is */
  readonly waitingFrames: number;
  /** in both streams' blocks and queues; what drivers and sound servers hold besides is not known */
  readonly streamFrames: number;
}

export interface LiveStatus extends SessionStatus {
  /** the sum of `latency` */
  readonly latencyFrames: number;
  readonly latency: LiveLatency;
  /** how often sound was missing: overruns, input gaps, and outputs that ran dry */
  readonly xruns: number;
  readonly devices: AudioCounters;
  /** devices that are not there, and are taken up when they are plugged in */
  readonly waiting: readonly DeviceEvent[];
}

/** The state that a sound device is in from here on, and why. */
export interface DeviceEvent {
  readonly kind: 'device';
  readonly stream: StreamDirection;
  readonly state: StreamState;
  readonly message: string;
}

/** How an accompaniment goes. */
export interface LoopEvent {
  readonly kind: 'loop';
  /** playing: other stems from here on; late: what sounded goes on; failed: the same, with a reason */
  readonly state: 'playing' | 'late' | 'failed';
  readonly message: string;
}

/** How loud a signal was since the meters before, all its channels together. Silence, and all below it, is {@link METER_FLOOR_DBFS}. */
export interface MeterLevel {
  /** of the sample furthest from zero; 0 is full scale */
  readonly peakDbfs: number;
  /** of the root of the mean square; a sine at full scale has -3 */
  readonly rmsDbfs: number;
}

/** What a session hears and plays. */
export interface LiveMeters {
  /** as it comes in */
  readonly input: MeterLevel;
  /**
   * By stem, as it is put out: after gain, mute and solo, whether or not there is an output. Separating, every stem;
   * accompanying, those that are generated; listening, none.
   */
  readonly stems: Readonly<Record<string, MeterLevel>>;
}

/** Below what 24 bits can tell from silence: a number that every surface can send, which -Infinity is not. */
export const METER_FLOOR_DBFS = -120;
export const METERS_PER_SECOND = 20;

/** What happened, in one sentence where a person should know. */
export type LiveEvent =
  | SessionEvent
  | LoopEvent
  /** whether an accompaniment keeps its take: when it begins, and when that changes */
  | { readonly kind: 'hold'; readonly held: boolean }
  | DeviceEvent
  /** of a model that takes one length at once: how late its stems will be, before anything is played */
  | {
      readonly kind: 'starting';
      readonly model: string;
      readonly chunkSeconds: number;
      readonly latencySeconds: number;
    }
  /** how late the output is, once that has been found out, and again when it has changed */
  | ({ readonly kind: 'latency'; readonly rateHz: number } & LiveLatency)
  | { readonly kind: 'lost'; readonly stream: StreamDirection; readonly message: string }
  /** a file in the place of the input is not whole */
  | { readonly kind: 'damaged'; readonly message: string }
  | { readonly kind: 'recorded'; readonly stem: string; readonly path: string }
  /** a recorded stem is not what was played */
  | { readonly kind: 'recording-clipped'; readonly message: string }
  | { readonly kind: 'recording-failed'; readonly message: string }
  | { readonly kind: 'stopped' };

export interface Live {
  /**
   * Opens the devices, measures the model and begins.
   * @param request or what gives it, for those that take time: a session counts as starting from this call on
   * @throws OperationalError `live-running`; `bad-argument` where a device refuses; `package-missing`, `unsupported-task`,
   *   `output-failed`, `system-limit`, and those of a model that does not start; `cancelled` when it is stopped meanwhile
   */
  start(request: LiveRequest | (() => Promise<LiveRequest>)): Promise<LiveStatus>;
  /** Ends the session, also one that is starting; recorded stems are whole then. @throws OperationalError `live-off` */
  stop(): Promise<void>;
  /** Holds for sessions to come, too. @throws OperationalError `bad-argument` on a stem the model does not have */
  setLevel(stem: string, change: Partial<StemLevel>): void;
  /**
   * Keeps the take of an accompaniment that sounds, or the first where none does; or lets each pass bring another.
   * @throws OperationalError `live-off`; `bad-argument` for a session of another mode
   */
  setHold(held: boolean): void;
  /** Whether the accompaniment keeps its take; undefined: none is played. */
  held(): boolean | undefined;
  levels(): Readonly<Record<string, StemLevel>>;
  /** as it was a tenth of a second ago at most, and after the newest event; undefined while there is no session */
  status(): LiveStatus | undefined;
  /** @returns a function that ends the subscription */
  subscribe(listener: (event: LiveEvent) => unknown): () => void;
  /**
   * How loud everything is, {@link METERS_PER_SECOND} times a second of sound that comes in, in sessions to come too; nothing
   * is measured while nobody listens. @returns a function that ends the subscription
   */
  subscribeMeters(listener: (meters: LiveMeters) => unknown): () => void;
  close(): Promise<void>;
}
