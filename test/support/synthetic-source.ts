/**
 * A recording that is computed instead of read: deterministic, any length, in blocks of any size.
 */
import type { AudioSource } from '../../src/audio/audio-source.js';

export interface SyntheticRecording {
  readonly rateHz: number;
  readonly channels: number;
  readonly frames: number;
  readonly blockFrames: number;
  /** the sample at a channel and frame */
  readonly sample: (channel: number, frame: number) => number;
}

export function syntheticSource(recording: SyntheticRecording): AudioSource {
  const { rateHz, channels, frames, blockFrames, sample } = recording;
  return {
    name: 'synthetic recording',
    rateHz,
    channels,
    expectedFrames: frames,
    async *blocks() {
      for (let start = 0; start < frames; start += blockFrames) {
        const length = Math.min(blockFrames, frames - start);
        yield Array.from({ length: channels }, (_, channel) =>
          Float32Array.from({ length }, (__, t) => sample(channel, start + t)),
        );
        await Promise.resolve();
      }
    },
    close: () => Promise.resolve(),
  };
}

/** Three partials a channel, beating, at about -12 dBFS. */
export function beating(rateHz: number): (channel: number, frame: number) => number {
  const partials = [110, 443, 1907];
  return (channel, frame) => {
    const seconds = frame / rateHz;
    return partials.reduce(
      (sum, hz, i) => sum + 0.08 * Math.sin(2 * Math.PI * (hz + 3 * channel + i) * seconds),
      0,
    );
  };
}
