/**
 * What a stream to or from a sound device is asked to be. It says nothing about what the device can do.
 */

export type StreamDirection = 'input' | 'output';

export interface AudioStreamSpec {
  /** a device's name or any part of it, in any case, or "default" */
  readonly device: string;
  readonly rateHz: number;
  readonly channels: number;
}

/** What the process of one stream is told when it starts. */
export interface AudioStreamSetup extends AudioStreamSpec {
  readonly direction: StreamDirection;
  readonly blockFrames: number;
  /** output: how many frames must be waiting before the device hears them rather than silence */
  readonly prefillFrames: number;
}
