/**
 * Audio host: sound devices as the daemon sees them, input blocks in, output blocks out, whatever happens to either.
 *
 * Each stream is a child process of its own that holds PortAudio and one device: it may be killed, freeze or lose its
 * device at any moment without touching the other stream or this process. The two devices have clocks of their own; who
 * plays what was recorded follows them with signal/rate-follower. It resamples and mixes nothing.
 */
import type { PlanarBlock } from '../../signal/planar-block.js';
import { untilAborted } from '../../until-aborted.js';
import {
  FILE_INPUT,
  type AudioStreamSetup,
  type AudioStreamSpec,
  type StreamDirection,
} from './audio-stream-spec.js';
import { FileInput } from './file-input.js';
import { InputStream, type InputBlock, type InputHooks } from './input-stream.js';
import { OutputStream, type UnderrunCause } from './output-stream.js';
import type { StreamState } from './stream-process.js';

export type { AudioStreamSpec, StreamDirection } from './audio-stream-spec.js';
export type { InputBlock } from './input-stream.js';
export type { UnderrunCause } from './output-stream.js';
export type { StreamState } from './stream-process.js';

export interface AudioHostOptions {
  readonly input?: AudioStreamSpec | undefined;
  readonly output?: AudioStreamSpec | undefined;
  /** frames of a block at the input device @default 512 */
  readonly inputBlockFrames?: number;
  /**
   * Frames of a block at the output device. naudiodon always asks PortAudio for its lowest latency, and nothing but the
   * block makes the device's own buffer deeper. @default 2048
   */
  readonly outputBlockFrames?: number;
  /** frames that must wait before the output plays, at its start and after it ran dry @default one block */
  readonly outputPrefillFrames?: number;
  /**
   * Whether a writer in real time writes to the output: what waits on top of the prefill, because the device began late or
   * the writer was, is dropped and counted, so that the latency stays what it was. @default false
   */
  readonly outputHoldsLatency?: boolean;
  /** aborted before the host has started: it is not to */
  readonly signal?: AbortSignal | undefined;
  /** what the native parts print, a line at a time */
  readonly onNativeLine?: (stream: StreamDirection, line: string) => void;
}

/** The state of a stream, and why it is in it. */
export interface StreamStateEvent {
  readonly stream: StreamDirection;
  readonly kind: 'state';
  readonly state: StreamState;
  readonly reason: string;
}

/** What happened to a stream; a change of state is one event. */
export type AudioHostEvent =
  StreamStateEvent | ({ readonly stream: StreamDirection } & StreamMishap);

type StreamMishap =
  /** input frames are missing; undefined: nobody can know how many */
  | { readonly kind: 'input-lost'; readonly frames: number | undefined }
  /** once a second at most; the counters have them all */
  | { readonly kind: 'underrun'; readonly cause: UnderrunCause }
  /** the writer is too far ahead: these frames and those that follow are lost until there is room */
  | { readonly kind: 'output-full'; readonly frames: number }
  /** a file in the place of the input lacks something, or something in it was passed over */
  | { readonly kind: 'damaged'; readonly sentence: string };

export interface AudioCounters {
  readonly inputFrames: number;
  /** counted ones; further losses, of unknown length, are `inputGaps` */
  readonly lostInputFrames: number;
  readonly inputGaps: number;
  /** written frames that the device has taken */
  readonly outputFrames: number;
  /** written frames that no device will hear */
  readonly lostOutputFrames: number;
  /** how often the output ran dry because its writer was late */
  readonly underruns: number;
  /** how often the device itself ran dry, by PortAudio's word */
  readonly deviceUnderruns: number;
  /** of both streams' processes, while a device was there */
  readonly restarts: number;
}

export interface AudioHost {
  /**
   * Input blocks in order, in the order of the listeners. They must not block. A file begins with the first listener that
   * does not only `overhear`. @returns how to stop listening
   */
  onInput(listener: (block: InputBlock) => void, options?: { overhear: boolean }): () => void;
  /** Tells at once which streams do not run: their events may have been before. @returns how to stop listening */
  onEvent(listener: (event: AudioHostEvent) => void): () => void;
  /**
   * Queues [output channels][n], copied. While the output does not run, or more than ten seconds wait, the frames are
   * lost and counted.
   */
  write(rows: PlanarBlock): void;
  /** written frames that the device has not taken yet; between two of its blocks by this machine's clock */
  readonly outputQueuedFrames: number;
  /** taken frames in the output's queue and device, as far as that can be found out (output-feed) */
  readonly outputHeldFrames: number;
  /** those, and the frames in the input's block */
  readonly streamFrames: number;
  /** undefined: there is no such stream */
  state(stream: StreamDirection): StreamState | undefined;
  /** streams whose devices are not there */
  waiting(): readonly StreamStateEvent[];
  /** of the stream's present process */
  processId(stream: StreamDirection): number | undefined;
  counters(): AudioCounters;
  /** Ends both processes: what is queued is not played. Harmless when called again. */
  close(): Promise<void>;
}

const INPUT_BLOCK_FRAMES = 512;
/** What the output's latency is known to. */
export const OUTPUT_BLOCK_FRAMES = 2048;
const MOST_CHANNELS = 32;
/** What a file is behind this machine's clock, by a busy thread, is caught up with; more is a standstill. */
const MOST_BEHIND_MS = 1000;

/**
 * Starts the streams; resolves when each runs or waits for its device.
 * @throws OperationalError `package-missing`, `system-limit`; `bad-argument` when several devices match, or one refuses rate or
 *   channels; `cancelled`
 */
export async function startAudioHost(options: AudioHostOptions): Promise<AudioHost> {
  const host = new RunningAudioHost(options);
  try {
    await untilAborted(host.settled, options.signal);
    return host;
  } catch (error) {
    await host.close();
    throw error;
  }
}

class RunningAudioHost implements AudioHost {
  readonly settled: Promise<unknown>;
  readonly #input: InputStream | FileInput | undefined;
  readonly #output: OutputStream | undefined;
  readonly #inputListeners = new Map<(block: InputBlock) => void, { overhear: boolean }>();
  readonly #eventListeners = new Set<(event: AudioHostEvent) => void>();
  #restarts = 0;

  constructor(options: AudioHostOptions) {
    const { input, output } = options;
    if (input !== undefined) {
      this.#input = this.#openInput(setupOf('input', input, options), options);
    }
    if (output !== undefined) {
      this.#output = this.#openOutput(setupOf('output', output, options), options);
    }
    const streams = [this.#input, this.#output].filter((stream) => stream !== undefined);
    this.settled = Promise.all(streams.map(({ process }) => process.settled));
  }

  get outputQueuedFrames(): number {
    return this.#output?.queuedFrames ?? 0;
  }

  get outputHeldFrames(): number {
    return this.#output?.heldFrames ?? 0;
  }

  get streamFrames(): number {
    return (this.#input?.heldFrames ?? 0) + this.outputHeldFrames;
  }

  onInput(listener: (block: InputBlock) => void, options = { overhear: false }): () => void {
    this.#inputListeners.set(listener, options);
    return () => this.#inputListeners.delete(listener);
  }

  onEvent(listener: (event: AudioHostEvent) => void): () => void {
    this.#eventListeners.add(listener);
    for (const event of this.#states()) if (!isUnderWay(event)) listener(event);
    return () => this.#eventListeners.delete(listener);
  }

  write(rows: PlanarBlock): void {
    if (this.#output === undefined) throw new Error('AudioHost.write: there is no output');
    this.#output.write(rows);
  }

  state(stream: StreamDirection): StreamState | undefined {
    return this.#stream(stream)?.process.state;
  }

  waiting(): readonly StreamStateEvent[] {
    return this.#states().filter(({ state }) => state === 'waiting for device');
  }

  processId(stream: StreamDirection): number | undefined {
    return this.#stream(stream)?.process.pid;
  }

  counters(): AudioCounters {
    return {
      inputFrames: this.#input?.inputFrames ?? 0,
      lostInputFrames: this.#input?.lostFrames ?? 0,
      inputGaps: this.#input?.gaps ?? 0,
      outputFrames: this.#output?.outputFrames ?? 0,
      lostOutputFrames: this.#output?.lostFrames ?? 0,
      underruns: this.#output?.underruns.writer ?? 0,
      deviceUnderruns: this.#output?.underruns.device ?? 0,
      restarts: this.#restarts,
    };
  }

  async close(): Promise<void> {
    await Promise.all([this.#input?.process.close(), this.#output?.process.close()]);
  }

  #states(): StreamStateEvent[] {
    return (['input', 'output'] as const).flatMap((stream) => {
      const process = this.#stream(stream)?.process;
      if (process === undefined) return [];
      return [{ stream, kind: 'state', state: process.state, reason: process.reason }];
    });
  }

  #stream(stream: StreamDirection): InputStream | FileInput | OutputStream | undefined {
    return stream === 'input' ? this.#input : this.#output;
  }

  #openInput(setup: AudioStreamSetup, options: AudioHostOptions): InputStream | FileInput {
    const hooks: InputHooks = {
      onBlock: (block) => {
        for (const listener of [...this.#inputListeners.keys()]) listener(block);
      },
      onState: (state, reason) => {
        this.#emitState('input', state, reason);
      },
      onLoss: (frames) => {
        this.#emit({ stream: 'input', kind: 'input-lost', frames });
      },
      onDamage: (sentence) => {
        this.#emit({ stream: 'input', kind: 'damaged', sentence });
      },
      onLine: (line) => options.onNativeLine?.('input', line),
    };
    if (!isFile(options.input)) return new InputStream(setup, hooks);
    return new FileInput(setup, hooks, this.#pace(setup, options));
  }

  /**
   * Frames that a file may deliver now: none until somebody listens, then what keeps the output supplied, or without an
   * output what this machine's clock says. After a standstill it goes on where it was, and does not catch up.
   */
  #pace({ rateHz }: AudioStreamSetup, options: AudioHostOptions): () => number {
    let startMs: number | undefined;
    const lead =
      options.output === undefined ? undefined : leadOf(setupOf('output', options.output, options));
    return () => {
      const isAwaited = [...this.#inputListeners.values()].some(({ overhear }) => !overhear);
      if (!isAwaited) return 0;
      if (lead === undefined) {
        const nowMs = performance.now();
        const deliveredMs = (1000 * (this.#input?.inputFrames ?? 0)) / rateHz;
        startMs = Math.max(startMs ?? nowMs, nowMs - deliveredMs - MOST_BEHIND_MS);
        return ((nowMs - startMs - deliveredMs) * rateHz) / 1000;
      }
      return this.state('output') === 'running' ? lead - this.outputQueuedFrames : 0;
    };
  }

  #openOutput(setup: AudioStreamSetup, options: AudioHostOptions): OutputStream {
    return new OutputStream(setup, {
      onState: (state, reason) => {
        this.#emitState('output', state, reason);
      },
      onUnderrun: (cause) => {
        this.#emit({ stream: 'output', kind: 'underrun', cause });
      },
      onOverflow: (frames) => {
        this.#emit({ stream: 'output', kind: 'output-full', frames });
      },
      onLine: (line) => options.onNativeLine?.('output', line),
    });
  }

  #emitState(stream: StreamDirection, state: StreamState, reason: string): void {
    if (state === 'restarting') this.#restarts += 1;
    this.#emit({ stream, kind: 'state', state, reason });
  }

  #emit(event: AudioHostEvent): void {
    for (const listener of [...this.#eventListeners]) listener(event);
  }
}

function isUnderWay({ state }: StreamStateEvent): boolean {
  return state === 'running' || state === 'starting';
}

/** What may wait at an output that a file feeds: its prefill, and the block that it takes next. */
function leadOf({ prefillFrames, blockFrames }: AudioStreamSetup): number {
  return prefillFrames + blockFrames;
}

function isFile(input: AudioStreamSpec | undefined): boolean {
  return input?.device.startsWith(FILE_INPUT) === true;
}

function setupOf(
  direction: StreamDirection,
  { device, rateHz, channels }: AudioStreamSpec,
  options: AudioHostOptions,
): AudioStreamSetup {
  const blockFrames =
    direction === 'input'
      ? (options.inputBlockFrames ?? INPUT_BLOCK_FRAMES)
      : (options.outputBlockFrames ?? OUTPUT_BLOCK_FRAMES);
  const prefillFrames = options.outputPrefillFrames ?? blockFrames;
  for (const [name, value] of Object.entries({ rateHz, channels, blockFrames, prefillFrames })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new Error(`AudioHost: ${name} must be an integer >= 1, got ${value}`);
    }
  }
  if (channels > MOST_CHANNELS) {
    throw new Error(`AudioHost: at most ${MOST_CHANNELS} channels, got ${channels}`);
  }
  // a file waits for the output, so nothing of it is late
  const holdsLatency = options.outputHoldsLatency === true && !isFile(options.input);
  return { direction, device, rateHz, channels, blockFrames, prefillFrames, holdsLatency };
}
