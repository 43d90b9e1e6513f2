/**
 * WAV blocks: the samples of a stem's file, interleaved as they lie there, in blocks short enough that nothing waits for one.
 */
import { readBytes } from '../../audio/formats/input-file.js';
import { frameBytesOf } from '../../audio/wav-layout.js';
import type { OpenWav } from './open-wav.js';

export interface WavBlock {
  /** [frame * channels + channel]; full scale = 1 */
  readonly samples: Float32Array;
  readonly channels: number;
}

const BLOCK_FRAMES = 16_384;
const PCM24_SCALE = 2 ** 23;

/** What the file holds of its samples from a frame on, if it was cut short meanwhile. */
export async function* wavBlocks(
  { file, header }: OpenWav,
  startFrame: number,
): AsyncGenerator<WavBlock> {
  const { channels, encoding } = header.layout;
  const frameBytes = frameBytesOf(header.layout);
  for (let frame = startFrame; frame < header.frames;) {
    const wanted = Math.min(BLOCK_FRAMES, header.frames - frame) * frameBytes;
    const read = await readBytes(file, header.bytes + frame * frameBytes, wanted);
    const frames = Math.floor(read.length / frameBytes);
    if (frames === 0) return;
    const bytes = Buffer.from(read.buffer, read.byteOffset, frames * frameBytes);
    yield { channels, samples: encoding === 'float32' ? floats(bytes) : fromPcm24(bytes) };
    frame += frames;
  }
}

/** Copied, so that they are aligned. */
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
