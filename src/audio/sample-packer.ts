/**
 * Sample packer: planar samples to interleaved little-endian bytes, a buffer at a time.
 *
 * float32 is packed bit for bit. pcm24 is rounded and clipped (pcm24.ts); how many samples were clipped is counted. The largest
 * sample of each channel is kept as it came.
 */
import type { PlanarBlock } from './audio-source.js';
import { clipToPcm24, roundToPcm24 } from './pcm24.js';
import { frameBytesOf, type WavLayout } from './wav-layout.js';

/** frames put together before they are written */
export const PACKED_FRAMES = 8_192;

export class SamplePacker {
  clippedSamples = 0;
  /** largest |sample| of each channel as it was given, before it was clipped; linear, 1 = full scale */
  readonly channelPeaks: Float64Array;
  readonly frameBytes: number;
  /** reused by every {@link pack}; one byte more, for the padding behind an odd number of bytes */
  readonly buffer: Buffer;
  readonly #layout: WavLayout;
  readonly #view: DataView;

  constructor(layout: WavLayout) {
    this.#layout = layout;
    this.frameBytes = frameBytesOf(layout);
    this.channelPeaks = new Float64Array(layout.channels);
    this.buffer = Buffer.alloc(PACKED_FRAMES * this.frameBytes + 1);
    this.#view = new DataView(this.buffer.buffer, this.buffer.byteOffset, this.buffer.length);
  }

  /** Throws where a block is not of the layout's channels, all of one length. @returns its frames */
  framesOf(block: PlanarBlock): number {
    const frames = block[0]?.length ?? 0;
    const { channels } = this.#layout;
    if (block.length === channels && block.every((row) => row.length === frames)) return frames;
    const got = block.map((row) => row.length).join(', ');
    throw new Error(`SamplePacker: ${channels} equal channels expected, got [${got}]`);
  }

  /** Frames from `start` to `end`, {@link PACKED_FRAMES} at most. @returns the bytes, until it is called again */
  pack(block: PlanarBlock, start: number, end: number): Buffer {
    if (this.#layout.encoding === 'float32') this.#packFloat32(block, start, end);
    else this.#packPcm24(block, start, end);
    return this.buffer.subarray(0, (end - start) * this.frameBytes);
  }

  #packFloat32(block: PlanarBlock, start: number, end: number): void {
    for (let channel = 0; channel < block.length; channel++) {
      const row = block[channel]!;
      let at = channel * 4;
      for (let frame = start; frame < end; frame++) {
        const sample = row[frame]!;
        this.#view.setFloat32(at, sample, true);
        this.#notePeak(channel, sample);
        at += this.frameBytes;
      }
    }
  }

  #packPcm24(block: PlanarBlock, start: number, end: number): void {
    for (let channel = 0; channel < block.length; channel++) {
      const row = block[channel]!;
      let at = channel * 3;
      for (let frame = start; frame < end; frame++) {
        const sample = row[frame]!;
        const value = this.#clip(roundToPcm24(sample));
        this.#notePeak(channel, sample);
        this.#view.setUint16(at, value & 0xffff, true);
        this.#view.setInt8(at + 2, value >> 16);
        at += this.frameBytes;
      }
    }
  }

  #notePeak(channel: number, sample: number): void {
    const magnitude = Math.abs(sample);
    if (magnitude > this.channelPeaks[channel]!) this.channelPeaks[channel] = magnitude;
  }

  #clip(value: number): number {
    if (Number.isNaN(value)) throw new Error('SamplePacker.pack: a sample is not a number');
    const clipped = clipToPcm24(value);
    if (clipped !== value) this.clippedSamples += 1;
    return clipped;
  }
}
