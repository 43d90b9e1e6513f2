/**
 * Writes a WAV file block by block. After every write the file on disk is a whole, valid WAV of what has been
 * written so far, so others may read it while it grows.
 *
 * What becomes of the samples is in sample-packer.ts.
 */
import { open, type FileHandle } from '../file-system.js';
import type { PlanarBlock } from './audio-source.js';
import { outputFailed } from './output-failed.js';
import { PACKED_FRAMES, SamplePacker } from './sample-packer.js';
import type { StemWriter } from './stem-writer.js';
import { MAX_CHANNELS, MAX_RIFF_BYTES, wavHeader, type WavLayout } from './wav-layout.js';
import { writeBytes } from './write-bytes.js';

export type { WavEncoding, WavLayout } from './wav-layout.js';

export interface WavWriterOptions extends WavLayout {
  /** fails where the file exists already @default false */
  readonly exclusive?: boolean;
  /** for messages, where the file is written under another name than it will have @default the path */
  readonly name?: string;
  /** RIFF length above which the file becomes RF64; tests lower it @default 2^32 - 2 */
  readonly maxRiffBytes?: number;
}

export interface WavWriter extends StemWriter {
  readonly path: string;
  /** the largest of the channels' peaks */
  readonly peak: number;
  /**
   * Appends a block [channel][frame]; resolves when it may be reused and the file is valid with it.
   * @throws OperationalError `output-failed`
   */
  write(block: PlanarBlock): Promise<void>;
  /** Waits until the disk has it; writing may go on. @throws OperationalError `output-failed` */
  sync(): Promise<void>;
}

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
  readonly #name: string;
  readonly #handle: FileHandle;
  readonly #layout: WavLayout;
  readonly #maxRiffBytes: number;
  readonly #headerBytes: number;
  readonly #packer: SamplePacker;
  #closing: Promise<void> | undefined;

  constructor(path: string, name: string, handle: FileHandle, options: WavWriterOptions) {
    this.path = path;
    this.#name = name;
    this.#handle = handle;
    this.#layout = options;
    this.#maxRiffBytes = options.maxRiffBytes ?? MAX_RIFF_BYTES;
    this.#headerBytes = wavHeader(options, 0, this.#maxRiffBytes).length;
    this.#packer = new SamplePacker(options);
  }

  get clippedSamples(): number {
    return this.#packer.clippedSamples;
  }

  get channelPeaks(): ArrayLike<number> {
    return this.#packer.channelPeaks;
  }

  get peak(): number {
    return Math.max(...this.#packer.channelPeaks);
  }

  async write(block: PlanarBlock): Promise<void> {
    const frames = this.#packer.framesOf(block);
    try {
      for (let start = 0; start < frames; start += PACKED_FRAMES) {
        await this.#writeFrames(block, start, Math.min(start + PACKED_FRAMES, frames));
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
    await writeBytes(this.#handle, header, 0);
  }

  async #writeFrames(block: PlanarBlock, start: number, end: number): Promise<void> {
    const { frameBytes, buffer } = this.#packer;
    const position = this.#headerBytes + this.frames * frameBytes;
    const bytes = this.#packer.pack(block, start, end).length;
    buffer[bytes] = 0;
    const padding = ((this.frames + end - start) * frameBytes) % 2;
    await writeBytes(this.#handle, buffer.subarray(0, bytes + padding), position);
    this.frames += end - start;
  }
}
