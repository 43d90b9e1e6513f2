/**
 * StemBlock: planar 32-bit audio, data[channel][stem][frame] in one contiguous array.
 *
 * `channels` are the audio channels of the recording; the model sees each as an item of its batch (the B of
 * the graph's [B, K, T]). `stems` is K, `frames` is T. The block owns no position in time and no sample rate.
 */

/** The axes of a stem block, outermost first. */
export interface StemShape {
  /** audio channels, the batch axis of the model */
  readonly channels: number;
  /** stems (K) */
  readonly stems: number;
  /** frames (T) */
  readonly frames: number;
}

export interface StemBlock extends StemShape {
  /** length channels * stems * frames; sample (c, k, t) is at (c * stems + k) * frames + t */
  readonly data: Float32Array;
}

/** A block of zeros. @throws Error when an axis is not a positive integer (frames may be 0) */
export function createStemBlock({ channels, stems, frames }: StemShape): StemBlock {
  for (const [axis, size, least] of [
    ['channels', channels, 1],
    ['stems', stems, 1],
    ['frames', frames, 0],
  ] as const) {
    if (!Number.isInteger(size) || size < least) {
      throw new Error(`StemBlock: ${axis} must be an integer >= ${least}, got ${size}`);
    }
  }
  return { channels, stems, frames, data: new Float32Array(channels * stems * frames) };
}

/** A block of that shape in memory that exists; what it holds stays. @throws Error when there is not exactly as much of it */
export function stemBlockIn(data: Float32Array, { channels, stems, frames }: StemShape): StemBlock {
  const block = { channels, stems, frames, data };
  requireStemShape('memory of a block', block, block);
  return block;
}

/** Samples in a block of that shape. */
export function samplesOf({ channels, stems, frames }: StemShape): number {
  return channels * stems * frames;
}

/** @throws Error naming `what` when the block's axes, or the length of its data, are not those of `shape` */
export function requireStemShape(what: string, block: StemBlock, shape: StemShape): void {
  const { channels, stems, frames } = shape;
  const fits = block.channels === channels && block.stems === stems && block.frames === frames;
  if (!fits || block.data.length !== channels * stems * frames) {
    throw new Error(
      `${what}: expected [${channels}][${stems}][${frames}], ` +
        `got [${block.channels}][${block.stems}][${block.frames}] in ${block.data.length} samples`,
    );
  }
}

/** One stem of one channel as a view of [frames] (no copy). */
export function stemRow(block: StemBlock, channel: number, stem: number): Float32Array {
  const start = (channel * block.stems + stem) * block.frames;
  return block.data.subarray(start, start + block.frames);
}

/** All rows, channel by channel, as views (no copy). */
export function stemRows(block: StemBlock): Float32Array[] {
  return Array.from({ length: block.channels * block.stems }, (_, row) =>
    stemRow(block, Math.floor(row / block.stems), row % block.stems),
  );
}

/** Frames [startFrame, endFrame) of every row, copied. */
export function partOfStemBlock(block: StemBlock, startFrame: number, endFrame: number): StemBlock {
  if (startFrame < 0 || endFrame > block.frames || startFrame > endFrame) {
    throw new Error(`sliceStemBlock: [${startFrame}, ${endFrame}) is outside [0, ${block.frames})`);
  }
  const part = createStemBlock({ ...block, frames: endFrame - startFrame });
  const rows = block.channels * block.stems;
  for (let row = 0; row < rows; row++) {
    const from = row * block.frames;
    part.data.set(block.data.subarray(from + startFrame, from + endFrame), row * part.frames);
  }
  return part;
}
