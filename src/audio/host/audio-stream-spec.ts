/**
 * What a stream to or from a sound device is asked to be. It says nothing about what the device can do.
 */

/** What begins the name of an input that is a file: file:PATH (file-input). */
export const FILE_INPUT = 'file:';

export type StreamDirection = 'input' | 'output';

export interface AudioStreamSpec {
  /** a device's name or any part of it, in any case, or "default"; an input may be "file:PATH" */
  readonly device: string;
  /** folders that a file must lie in, links followed, when it is opened @default anywhere */
  readonly within?: readonly string[] | undefined;
  readonly rateHz: number;
  readonly channels: number;
}

/** What the process of one stream is sent when it starts. */
export interface AudioStreamSetup extends AudioStreamSpec {
  readonly direction: StreamDirection;
  readonly blockFrames: number;
  /** output: how many frames must be waiting before the device hears them rather than silence */
  readonly prefillFrames: number;
  /** output: whether frames that wait on top of the prefill are dropped (output-feed) */
  readonly holdsLatency: boolean;
}

/** An input's queue holds this much: a pause of its process loses nothing until then. */
const INPUT_QUEUE_SECONDS = 2;
/** An output's queue holds this much: it is latency, and what a pause of its process may last. */
const OUTPUT_QUEUE_SECONDS = 0.15;
const LEAST_QUEUE_BLOCKS = 4;

/** blocks that may be between the process of a stream and the thread that PortAudio calls */
export function queueBlocks({ direction, rateHz, blockFrames }: AudioStreamSetup): number {
  const seconds = direction === 'input' ? INPUT_QUEUE_SECONDS : OUTPUT_QUEUE_SECONDS;
  return Math.max(LEAST_QUEUE_BLOCKS, Math.ceil((seconds * rateHz) / blockFrames));
}
