/**
 * FLAC writer: a file of 24 bits, frame by frame as blocks fill, with tags.
 *
 *   block -> 24 bits -> FLAC frames of 4,096 audio frames -> the file; in the end the header, with count and MD5
 *
 * Ours, because no kept package encodes it as it is needed here (ARCHITECTURE.md, Decisions). The same samples and tags are the
 * same bytes.
 */
import { createHash } from 'node:crypto';

import { open, type FileHandle } from '../../file-system.js';
import type { PlanarBlock } from '../audio-source.js';
import { outputFailed } from '../output-failed.js';
import { PACKED_FRAMES, SamplePacker } from '../sample-packer.js';
import type { StemWriter } from '../stem-writer.js';
import type { Tags } from '../tags.js';
import type { WavLayout } from '../wav-layout.js';
import { writeBytes } from '../write-bytes.js';
import { flacHeader, UNKNOWN_TOTALS } from './flac-file-header.js';
import { FLAC_BLOCK_FRAMES, FlacFrameWriter } from './flac-frame-writer.js';

export interface FlacWriterOptions {
  readonly layout: Omit<WavLayout, 'encoding'>;
  readonly tags: Tags;
  /** for messages: the file is written under another name than it will have */
  readonly name: string;
}

/** Creates the file; one of that name must not be there. @throws OperationalError `output-failed` */
export async function createFlacWriter(
  path: string,
  options: FlacWriterOptions,
): Promise<StemWriter> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, 'wx');
    const header = flacHeader(options.layout, options.tags, UNKNOWN_TOTALS);
    await writeBytes(handle, header, 0);
    return new FlacWriter(handle, header.length, options);
  } catch (error) {
    await handle?.close();
    throw outputFailed(options.name, error);
  }
}

class FlacWriter implements StemWriter {
  frames = 0;
  readonly #handle: FileHandle;
  readonly #options: FlacWriterOptions;
  readonly #packer: SamplePacker;
  readonly #encoder: FlacFrameWriter;
  readonly #checksum = createHash('md5');
  /** samples that wait for a frame to be full, [channel][frame] */
  readonly #rows: readonly Int32Array[];
  #waiting = 0;
  #position: number;
  #leastFrameBytes = Infinity;
  #mostFrameBytes = 0;
  #closing: Promise<void> | undefined;

  constructor(handle: FileHandle, headerBytes: number, options: FlacWriterOptions) {
    const { layout } = options;
    this.#handle = handle;
    this.#position = headerBytes;
    this.#options = options;
    this.#packer = new SamplePacker({ ...layout, encoding: 'pcm24' });
    this.#encoder = new FlacFrameWriter(layout);
    this.#rows = Array.from({ length: layout.channels }, () => new Int32Array(FLAC_BLOCK_FRAMES));
  }

  get clippedSamples(): number {
    return this.#packer.clippedSamples;
  }

  get channelPeaks(): ArrayLike<number> {
    return this.#packer.channelPeaks;
  }

  async write(block: PlanarBlock): Promise<void> {
    const frames = this.#packer.framesOf(block);
    for (let start = 0; start < frames; start += PACKED_FRAMES) {
      const end = Math.min(start + PACKED_FRAMES, frames);
      const bytes = this.#packer.pack(block, start, end);
      this.#checksum.update(bytes);
      await this.#add(bytes, end - start);
      this.frames += end - start;
    }
  }

  async sync(): Promise<void> {
    try {
      if (this.#waiting > 0) await this.#writeFrame();
      const { layout, tags } = this.#options;
      const header = flacHeader(layout, tags, {
        frames: this.frames,
        leastFrameBytes: this.#mostFrameBytes === 0 ? 0 : this.#leastFrameBytes,
        mostFrameBytes: this.#mostFrameBytes,
        checksum: this.#checksum.digest(),
      });
      await writeBytes(this.#handle, header, 0);
      await this.#handle.sync();
    } catch (error) {
      throw outputFailed(this.#options.name, error);
    }
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#handle.close());
  }

  /** @param bytes interleaved samples of 24 bits, little-endian */
  async #add(bytes: Uint8Array, frames: number): Promise<void> {
    for (let done = 0; done < frames;) {
      const count = Math.min(frames - done, FLAC_BLOCK_FRAMES - this.#waiting);
      this.#unpack(bytes, done, count);
      done += count;
      this.#waiting += count;
      if (this.#waiting < FLAC_BLOCK_FRAMES) continue;
      try {
        await this.#writeFrame();
      } catch (error) {
        throw outputFailed(this.#options.name, error);
      }
    }
  }

  #unpack(bytes: Uint8Array, start: number, count: number): void {
    const { frameBytes } = this.#packer;
    for (const [channel, row] of this.#rows.entries()) {
      let at = start * frameBytes + 3 * channel;
      for (let t = this.#waiting; t < this.#waiting + count; t++) {
        row[t] = bytes[at]! | (bytes[at + 1]! << 8) | ((bytes[at + 2]! << 24) >> 8);
        at += frameBytes;
      }
    }
  }

  async #writeFrame(): Promise<void> {
    const rows = this.#rows.map((row) => row.subarray(0, this.#waiting));
    const bytes = this.#encoder.write(rows);
    this.#waiting = 0;
    await writeBytes(this.#handle, bytes, this.#position);
    this.#position += bytes.length;
    this.#leastFrameBytes = Math.min(this.#leastFrameBytes, bytes.length);
    this.#mostFrameBytes = Math.max(this.#mostFrameBytes, bytes.length);
  }
}
