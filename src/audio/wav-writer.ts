/**
 * Writes a WAV file block by block. After every write the file on disk is a whole, valid WAV of what has been
 * written so far, so others may read it while it grows.
 *
 * float32 is written bit for bit. pcm24 is rounded and clipped (pcm24.ts); how many samples were clipped is
 * counted. The largest sample is kept as it came.
 */
import { open, type FileHandle } from '../file-system.js';
import type { PlanarBlock } from './audio-source.js';
import { outputFailed } from './output-failed.js';
import { clipToPcm24, roundToPcm24 } from './pcm24.js';
import {
  frameBytesOf,
  MAX_CHANNELS,
  MAX_RIFF_BYTES,
  wavHeader,
  type WavLayout,
} from './wav-layout.js';

export type { WavEncoding, WavLayout } from './wav-layout.js';

export interface WavWriterOptions extends WavLayout {
  /** fails where the file exists already @default false */
  readonly exclusive?: boolean;
  /** for messages, where the file is written under another name than it will have @default the path */
  readonly name?: string;
  /** RIFF length above which the file becomes RF64; tests lower it @default 2^32 - 2 */
  readonly maxRiffBytes?: number;
}

export interface WavWriter {
  readonly path: string;
  readonly frames: number;
  /** samples of pcm24 that were beyond full scale; always 0 for float32 */
  readonly clippedSamples: number;
  /** largest |sample| as it was given, before it was clipped; linear, 1 = full scale */
  readonly peak: number;
  /**
   * Appends a block [channel][frame]; resolves when it may be reused and the file is valid with it.
   * @throws OperationalError `output-failed`
   */
  write(block: PlanarBlock): Promise<void>;
  /** Waits until the disk has it. @throws OperationalError `output-failed` */
  sync(): Promise<void>;
  /** Harmless when called again. */
  close(): Promise<void>;
}

/** frames put together before they are written */
const BUFFER_FRAMES = 8_192;

/** Creates or replaces the file. @throws OperationalError `output-failed` */
export async function createWavWriter(path: string, options: WavWriterOptions): Promise<WavWriter> {
  const { channels, rateHz, exclusive = false, name = path } = options;
  if (!Number.isInteger(channels) || channels < 1 || channels > MAX_CHANNELS) {
    throw new Error(`createWavWriter: channels must be 1 to ${MAX_CHANNELS}, got ${channels}`);
  }
  if (!Number.isInteger(rateHz) || rateHz < 1) {
    throw new Error(`createWavWriter: rateHz must be a positive integer, got ${rateHz}`);
  }
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, exclusive ? 'wx' : 'w');
    const writer = new OpenWavWriter(path, name, handle, options);
    await writer.writeHeader();
    return writer;
  } catch (error) {
    await handle?.close();
    throw outputFailed(name, error);
  }
}

class OpenWavWriter implements WavWriter {
  readonly path: string;
  frames = 0;
  clippedSamples = 0;
  peak = 0;
  readonly #name: string;
  readonly #handle: FileHandle;
  readonly #layout: WavLayout;
  readonly #maxRiffBytes: number;
  readonly #headerBytes: number;
  readonly #frameBytes: number;
  /** reused for every write; one byte more for the padding behind an odd number of sample bytes */
  readonly #buffer: Buffer;
  readonly #view: DataView;
  #closing: Promise<void> | undefined;

  constructor(path: string, name: string, handle: FileHandle, options: WavWriterOptions) {
    this.path = path;
    this.#name = name;
    this.#handle = handle;
    this.#layout = options;
    this.#maxRiffBytes = options.maxRiffBytes ?? MAX_RIFF_BYTES;
    this.#headerBytes = wavHeader(options, 0, this.#maxRiffBytes).length;
    this.#frameBytes = frameBytesOf(options);
    this.#buffer = Buffer.alloc(BUFFER_FRAMES * this.#frameBytes + 1);
    this.#view = new DataView(this.#buffer.buffer, this.#buffer.byteOffset, this.#buffer.length);
  }

  async write(block: PlanarBlock): Promise<void> {
    const frames = block[0]?.length ?? 0;
    if (block.length !== this.#layout.channels || block.some((row) => row.length !== frames)) {
      const got = block.map((row) => row.length).join(', ');
      throw new Error(`WavWriter.write: ${this.#layout.channels} equal channels, got [${got}]`);
    }
    try {
      for (let start = 0; start < frames; start += BUFFER_FRAMES) {
        await this.#writeFrames(block, start, Math.min(start + BUFFER_FRAMES, frames));
      }
      await this.writeHeader();
    } catch (error) {
      throw outputFailed(this.#name, error);
    }
  }

  async sync(): Promise<void> {
    try {
      await this.#handle.sync();
    } catch (error) {
      throw outputFailed(this.#name, error);
    }
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#handle.close());
  }

  /** Samples first, then the header that counts them: a reader never meets a promise not kept. */
  async writeHeader(): Promise<void> {
    const header = wavHeader(this.#layout, this.frames, this.#maxRiffBytes);
    await this.#writeAll(header, header.length, 0);
  }

  async #writeFrames(block: PlanarBlock, start: number, end: number): Promise<void> {
    if (this.#layout.encoding === 'float32') this.#putFloat32(block, start, end);
    else this.#putPcm24(block, start, end);
    const position = this.#headerBytes + this.frames * this.#frameBytes;
    const bytes = (end - start) * this.#frameBytes;
    this.#buffer[bytes] = 0;
    const padding = ((this.frames + end - start) * this.#frameBytes) % 2;
    await this.#writeAll(this.#buffer, bytes + padding, position);
    this.frames += end - start;
  }

  #putFloat32(block: PlanarBlock, start: number, end: number): void {
    const stride = this.#frameBytes;
    for (let channel = 0; channel < block.length; channel++) {
      const row = block[channel]!;
      let at = channel * 4;
      for (let frame = start; frame < end; frame++) {
        const sample = row[frame]!;
        this.#view.setFloat32(at, sample, true);
        this.#notePeak(sample);
        at += stride;
      }
    }
  }

  #putPcm24(block: PlanarBlock, start: number, end: number): void {
    const stride = this.#frameBytes;
    for (let channel = 0; channel < block.length; channel++) {
      const row = block[channel]!;
      let at = channel * 3;
      for (let frame = start; frame < end; frame++) {
        const sample = row[frame]!;
        const value = this.#clip(roundToPcm24(sample));
        this.#notePeak(sample);
        this.#view.setUint16(at, value & 0xffff, true);
        this.#view.setInt8(at + 2, value >> 16);
        at += stride;
      }
    }
  }

  #notePeak(sample: number): void {
    const magnitude = Math.abs(sample);
    if (magnitude > this.peak) this.peak = magnitude;
  }

  #clip(value: number): number {
    if (Number.isNaN(value)) throw new Error('WavWriter.write: a sample is not a number');
    const clipped = clipToPcm24(value);
    if (clipped !== value) this.clippedSamples += 1;
    return clipped;
  }

  /** A write may take fewer bytes than it is given, for instance the last ones that a disk has room for. */
  async #writeAll(bytes: Buffer, count: number, position: number): Promise<void> {
    for (let done = 0; done < count;) {
      const { bytesWritten } = await this.#handle.write(bytes, done, count - done, position + done);
      done += bytesWritten;
    }
  }
}
