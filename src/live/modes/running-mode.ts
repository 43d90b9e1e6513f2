/**
 * Running mode: a session with its devices, whatever it does with its input, as those above it talk to it.
 *
 *   manager -> runtime (this thread, or the live thread) -> open-mode -> separate, listen or accompany
 *
 * A mode is given its parts and opens nothing but through them; modes do not know each other, nor where they run.
 */
import type { AudioHost, AudioHostOptions } from '../../audio/host/audio-host.js';
import type { InputTimeline } from '../../capture/input-timeline.js';
import type { LogPort } from '../../log-port.js';
import type { Inference } from '../../model/inference.js';
import type { LiveEvent, LiveMeters, LiveRequest, LiveStatus } from '../live.js';
import type { StemLevel } from '../session/stem-levels.js';

export interface RunningMode {
  status(): LiveStatus;
  /** @throws Error on a stem the session does not have, or a gain out of range */
  setLevel(stem: string, change: Partial<StemLevel>): void;
  /** absent where there are no takes */
  readonly hold?: ((held: boolean) => void) | undefined;
  /** Whether meters are wanted from now on; at first they are not. */
  setMetering(isOn: boolean): void;
  /** Resolves when its devices are closed and what it recorded is whole. */
  close(): Promise<void>;
}

/** Where a running mode says what happens, and hears that it is not wanted any more. */
export interface ModeListeners {
  readonly emit: (event: LiveEvent) => void;
  readonly onMeters: (meters: LiveMeters) => void;
  /** aborted: it is not to begin; nothing comes of that once it has */
  readonly signal: AbortSignal;
}

export interface ModeParts extends ModeListeners {
  /** a worker of its own for the model that is chosen now */
  readonly startInference: () => Promise<Inference>;
  readonly startHost: (options: AudioHostOptions) => Promise<AudioHost>;
  /** of that model */
  readonly stems: readonly string[];
  readonly log: LogPort;
  /** milliseconds, from any origin */
  readonly nowMs: () => number;
  /** of the input that has just been opened; it has each block before the mode does */
  readonly timeline: () => InputTimeline;
  /** how late the output device is heard, besides what waits there and in its stream */
  readonly outputOffsetMs: number;
}

/**
 * Runs what a request asks for.
 * @throws OperationalError as {@link Live.start} does, `cancelled` soon after it is called off; nothing is left open then
 */
export type LiveRuntime = (
  request: LiveRequest,
  listeners: ModeListeners & {
    /** the session has ended without being closed, by a defect; called once at most */
    readonly onFailure: (failure: Error) => void;
  },
) => Promise<RunningMode>;
