/**
 * Sound devices without sound: a test feeds the input by hand and keeps what is played. The real ones are in
 * test/slow/audio-host.
 */
import type {
  AudioHost,
  AudioHostEvent,
  AudioHostOptions,
  InputBlock,
  StreamStateEvent,
} from '../../src/audio/host/audio-host.js';
import { joined } from './planar.js';

/** what its streams say they hold */
export const STREAM_FRAMES = 700;
export const OUTPUT_HELD_FRAMES = 188;

export interface HandFedHost {
  /** what the engine opens, each time anew */
  readonly start: (options: AudioHostOptions) => Promise<AudioHost>;
  readonly opened: AudioHostOptions[];
  isClosed: boolean;
  /** devices that are not there when it is opened */
  waiting: readonly StreamStateEvent[];
  /** what the output device says is waiting */
  queuedFrames: number;
  /** Delivers one block of input, and lets the worker answer before it resolves. */
  feed(startFrame: number, rows: readonly Float32Array[], afterGap?: boolean): Promise<void>;
  tell(event: AudioHostEvent): void;
  /** [output channels][frames], all that was written so far */
  played(): Float32Array[];
}

export function handFedHost(): HandFedHost {
  const inputs = new Set<(block: InputBlock) => void>();
  const events = new Set<(event: AudioHostEvent) => void>();
  const written: Float32Array[][] = [];
  const test: HandFedHost = {
    opened: [],
    isClosed: false,
    waiting: [],
    queuedFrames: 0,
    start(options) {
      test.opened.push(options);
      test.isClosed = false;
      return Promise.resolve({
        onInput: (listener) => {
          inputs.add(listener);
          return () => inputs.delete(listener);
        },
        onEvent: (listener) => {
          events.add(listener);
          test.waiting.forEach(listener);
          return () => events.delete(listener);
        },
        write: (rows) => void written.push(rows.map((row) => row.slice())),
        get outputQueuedFrames() {
          return test.queuedFrames;
        },
        outputHeldFrames: OUTPUT_HELD_FRAMES,
        streamFrames: STREAM_FRAMES,
        state: () => 'running',
        waiting: () => test.waiting,
        processId: () => undefined,
        counters: () => ({
          inputFrames: 0,
          lostInputFrames: 0,
          inputGaps: 0,
          outputFrames: 0,
          lostOutputFrames: 0,
          underruns: 0,
          deviceUnderruns: 0,
          restarts: 0,
        }),
        close: () => {
          inputs.clear();
          test.isClosed = true;
          return Promise.resolve();
        },
      });
    },
    async feed(startFrame, rows, afterGap = false) {
      for (const listener of inputs) listener({ startFrame, afterGap, rows });
      await new Promise((resolve) => setImmediate(resolve));
    },
    tell(event) {
      for (const listener of events) listener(event);
    },
    played: () => joined(written),
  };
  return test;
}
