/**
 * Grouped converter: any number of planar rows through converters that take a few interleaved ones.
 *
 * Input goes in block by block; what has become computable is written to the output. It neither
 * counts frames nor knows where a stream ends, nor does it resample: signal/resampler does both,
 * with libsamplerate, whose limits shape the groups here.
 */
import type { PlanarBlock } from './planar-block.js';

/**
 * libsamplerate has inner loops for 1, 2, 4 and 6 interleaved channels; any other number takes a
 * general one that costs three times as much, so a group is padded with silence to the next of
 * these.
 */
const GROUP_SIZES = [1, 2, 4, 6] as const;
const LARGEST_GROUP = 6;

/**
 * Samples that one call may put in or take out, well below the package's fixed buffers of
 * 1,008,000: beyond those it cuts the block by a rule of its own, at positions that need not be
 * whole frames.
 */
const CALL_SAMPLES = 100_000;

/** A sample rate converter for a fixed number of interleaved channels. */
export interface InterleavedConverter {
  /** Takes frame after frame, channel after channel; returns what is ready in the same layout. */
  full(input: Float32Array): Float32Array;
  destroy(): void;
}

export interface GroupedConverterOptions {
  readonly rows: number;
  /** output frames per input frame */
  readonly ratio: number;
  readonly createConverter: (channels: number) => Promise<InterleavedConverter>;
}

/** Rows [firstRow, endRow) and the converter that takes them, `channels` interleaved. */
interface RowGroup {
  readonly firstRow: number;
  readonly endRow: number;
  readonly channels: number;
  readonly converter: InterleavedConverter;
}

export async function createGroupedConverter(
  options: GroupedConverterOptions,
): Promise<GroupedConverter> {
  const { rows, ratio, createConverter } = options;
  const groups: RowGroup[] = [];
  const groupCount = Math.ceil(rows / LARGEST_GROUP);
  for (let group = 0; group < groupCount; group++) {
    const firstRow = Math.floor((group * rows) / groupCount);
    const endRow = Math.floor(((group + 1) * rows) / groupCount);
    const channels = GROUP_SIZES.find((size) => size >= endRow - firstRow) ?? LARGEST_GROUP;
    groups.push({ firstRow, endRow, channels, converter: await createConverter(channels) });
  }
  const callFrames = Math.floor(CALL_SAMPLES / (LARGEST_GROUP * Math.max(1, ratio)));
  return new GroupedConverter(groups, callFrames);
}

export class GroupedConverter {
  readonly #groups: readonly RowGroup[];
  readonly #callFrames: number;
  readonly #interleaved: Float32Array;

  constructor(groups: readonly RowGroup[], callFrames: number) {
    this.#groups = groups;
    this.#callFrames = callFrames;
    this.#interleaved = new Float32Array(callFrames * LARGEST_GROUP);
  }

  /**
   * Converts [rows][n] and writes what comes out into `output` from frame `at` on; frames beyond
   * its end are left out.
   * @returns how many came out
   */
  convert(block: PlanarBlock, output: PlanarBlock, at: number): number {
    const frames = block[0]!.length;
    let ready = 0;
    for (let start = 0; start < frames; start += this.#callFrames) {
      const end = Math.min(frames, start + this.#callFrames);
      ready += this.#call(block, start, end, output, at + ready);
    }
    return ready;
  }

  /** Frees the converters; to be called once. */
  destroy(): void {
    for (const { converter } of this.#groups) converter.destroy();
  }

  /** Converts frames [start, end). Every group gives the same number of frames. */
  #call(block: PlanarBlock, start: number, end: number, output: PlanarBlock, at: number): number {
    let frames = 0;
    for (const { firstRow, endRow, channels, converter } of this.#groups) {
      const input = this.#interleaved.subarray(0, (end - start) * channels);
      input.fill(0);
      for (let row = firstRow; row < endRow; row++) {
        interleave(block[row]!.subarray(start, end), input, row - firstRow, channels);
      }
      const converted = converter.full(input);
      for (let row = firstRow; row < endRow; row++) {
        deinterleave(converted, row - firstRow, channels, output[row]!.subarray(at));
      }
      frames = converted.length / channels;
    }
    return frames;
  }
}

function interleave(
  row: Float32Array,
  into: Float32Array,
  channel: number,
  channels: number,
): void {
  for (let frame = 0; frame < row.length; frame++) into[frame * channels + channel] = row[frame]!;
}

function deinterleave(
  from: Float32Array,
  channel: number,
  channels: number,
  row: Float32Array,
): void {
  const frames = Math.min(row.length, from.length / channels);
  for (let frame = 0; frame < frames; frame++) row[frame] = from[frame * channels + channel]!;
}
