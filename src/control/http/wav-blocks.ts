/**
 * WAV blocks: the samples of a stem's file, interleaved as they lie there, in blocks short enough that nothing waits for one.
 */
import { frameBytesOf } from '../../audio/wav-layout.js';
import type { OpenWav } from './open-wav.js';

export interface WavBlock {
  /** [frame * channels + channel]; full scale = 1 */
  readonly samples: Float32Array;
  readonly channels: number;
}

const BLOCK_FRAMES = 16_384;
const PCM24_SCALE = 2 ** 23;

export async function* wavBlocks(
  { handle, header }: OpenWav,
  startFrame: number,
): AsyncGenerator<WavBlock> {
  const { channels, encoding } = header.layout;
  const frameBytes = frameBytesOf(header.layout);
  const bytes = Buffer.alloc(BLOCK_FRAMES * frameBytes);
  for (let frame = startFrame; frame < header.frames;) {
    const wanted = Math.min(BLOCK_FRAMES, header.frames - frame) * frameBytes;
    const { bytesRead } = await handle.read(bytes, 0, wanted, header.bytes + frame * frameBytes);
    const frames = Math.floor(bytesRead / frameBytes);
    if (frames === 0) return;
    const read = bytes.subarray(0, frames * frameBytes);
    yield { channels, samples: encoding === 'float32' ? floats(read) : fromPcm24(read) };
    frame += frames;
  }
}

/** Copied, for the buffer is used again, and aligned. */
function floats(bytes: Buffer): Float32Array {
  const samples = new Float32Array(bytes.length / Float32Array.BYTES_PER_ELEMENT);
  bytes.copy(Buffer.from(samples.buffer));
  return samples;
}

function fromPcm24(bytes: Buffer): Float32Array {
  const samples = new Float32Array(bytes.length / 3);
  for (let at = 0; at < samples.length; at++)
    samples[at] = bytes.readIntLE(3 * at, 3) / PCM24_SCALE;
  return samples;
}
