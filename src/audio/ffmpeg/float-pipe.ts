/**
 * Samples out of ffmpeg's pipe. They come as a Sun AU file, because its header, of 24 bytes or more, tells rate and channels as
 * the decoder has them; behind it are floats, big-endian, frame by frame, to the end of the pipe.
 */
import type { Readable } from 'node:stream';

import { systemCodeOf } from '../../thrown-error.js';
import { MAX_BLOCK_FRAMES, type DecodedBlock } from '../formats/audio-stream.js';
import { hasText } from '../formats/byte-text.js';
import { viewOf } from '../formats/iff-chunks.js';
import { decodePcm, type PcmEncoding } from '../formats/pcm-encoding.js';

/** What makes ffmpeg write this. */
export const FLOAT_PIPE_ARGUMENTS = ['-c:a', 'pcm_f32be', '-f', 'au', 'pipe:1'];

const HEADER_BYTES = 24;
const ENCODING: PcmEncoding = { kind: 'float', bytesPerSample: 4, littleEndian: false };

export interface FloatPipe {
  readonly rateHz: number;
  readonly channels: number;
  /** once; leaving the loop early ends the pipe */
  readonly blocks: AsyncGenerator<DecodedBlock, void, void>;
}

/** @returns undefined where the pipe ends in its header */
export async function openFloatPipe(pipe: Readable): Promise<FloatPipe | undefined> {
  const bytes = new PipeBytes(pipe);
  const header = await bytes.fill(HEADER_BYTES);
  if (header.length < HEADER_BYTES) return undefined;
  if (!hasText(header, '.snd')) throw new Error('openFloatPipe: ffmpeg writes no AU header');
  const view = viewOf(header);
  const headerBytes = view.getUint32(4);
  const rateHz = view.getUint32(16);
  const channels = view.getUint32(20);
  await bytes.fill(headerBytes);
  bytes.advance(headerBytes);
  return { rateHz, channels, blocks: readFloats(bytes, rateHz, channels) };
}

async function* readFloats(
  bytes: PipeBytes,
  rateHz: number,
  channels: number,
): AsyncGenerator<DecodedBlock, void, void> {
  const frameBytes = channels * ENCODING.bytesPerSample;
  try {
    for (;;) {
      const view = await bytes.fill(frameBytes);
      const frames = Math.min(Math.floor(view.length / frameBytes), MAX_BLOCK_FRAMES);
      if (frames === 0) return;
      const channelData = decodePcm(view.subarray(0, frames * frameBytes), channels, ENCODING);
      bytes.advance(frames * frameBytes);
      yield { rateHz, channelData };
    }
  } finally {
    bytes.end();
  }
}

/** Holds what has come and was not used: less than a frame and what came at once. */
class PipeBytes {
  readonly #pipe: Readable;
  readonly #blocks: AsyncIterator<Buffer>;
  #held: Uint8Array = new Uint8Array(0);

  constructor(pipe: Readable) {
    this.#pipe = pipe;
    this.#blocks = pipe.iterator({ destroyOnReturn: true });
  }

  /** What is not used yet, at least `bytes` of it unless the pipe ends before. */
  async fill(bytes: number): Promise<Uint8Array> {
    while (this.#held.length < bytes) {
      const block = await this.#blocks.next().catch(endOfKilled);
      if (block?.done !== false) break;
      this.#held = this.#held.length === 0 ? block.value : Buffer.concat([this.#held, block.value]);
    }
    return this.#held;
  }

  advance(bytes: number): void {
    this.#held = this.#held.subarray(bytes);
  }

  end(): void {
    this.#pipe.destroy();
  }
}

/** A pipe of a process that was killed, or did not start, ends with an error: what became of the process is told elsewhere. */
function endOfKilled(error: unknown): undefined {
  if (systemCodeOf(error) !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
}
