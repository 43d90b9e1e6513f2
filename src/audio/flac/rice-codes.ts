/**
 * Rice codes of what a prediction lacks (residual; RFC 9639 section 9.2.7), and how many bits they take.
 *
 *   residual r -> folded f = 2r, or -2r - 1 below zero -> floor(f / 2^k) zeros, a one, the lowest k bits of f
 *
 * A block is cut into 2^order partitions of one length with a k of their own each. Bits are counted from above, by
 * sum floor(f / 2^k) <= floor(sum f / 2^k).
 */
import type { FlacBitWriter } from './flac-bit-writer.js';

/** With 5 bits for a k, as samples of 24 bits need. */
const METHOD = 1;
const METHOD_BITS = 2;
const ORDER_BITS = 4;
const PARAMETER_BITS = 5;
/** the one above is kept for something else */
const LARGEST_PARAMETER = 30;
/** FLAC's streamable subset permits 8; more than 6 gains nothing */
const LARGEST_ORDER = 6;

/** How a residual is cut and coded. */
export interface RiceCoding {
  readonly order: number;
  /** k of each partition */
  readonly parameters: readonly number[];
  /** at most */
  readonly bits: number;
}

/**
 * @param folded of a block; the first `start` of them are not coded
 * @returns the coding that takes the fewest bits
 */
export function riceCoding(folded: Uint32Array, start: number): RiceCoding {
  const most = largestOrder(folded.length, start);
  let sums = partitionSums(folded, start, most);
  let best = codingOf(sums, folded.length, start, most);
  for (let order = most - 1; order >= 0; order--) {
    const finer = sums;
    sums = Float64Array.from(
      { length: 1 << order },
      (_, at) => finer[2 * at]! + finer[2 * at + 1]!,
    );
    const coding = codingOf(sums, folded.length, start, order);
    if (coding.bits < best.bits) best = coding;
  }
  return best;
}

export function writeRiceCodes(
  bits: FlacBitWriter,
  folded: Uint32Array,
  start: number,
  { order, parameters }: RiceCoding,
): void {
  bits.put(METHOD, METHOD_BITS);
  bits.put(order, ORDER_BITS);
  const partitionFrames = folded.length >> order;
  for (const [partition, parameter] of parameters.entries()) {
    bits.put(parameter, PARAMETER_BITS);
    const first = partition === 0 ? start : partition * partitionFrames;
    const end = (partition + 1) * partitionFrames;
    for (let t = first; t < end; t++) {
      const value = folded[t]!;
      bits.putUnary(value >>> parameter);
      bits.put(value, parameter);
    }
  }
}

/** Every partition is of one length, and the first has something behind what is not coded. */
function largestOrder(frames: number, start: number): number {
  let order = 0;
  while (order < LARGEST_ORDER && frames % (2 << order) === 0 && frames >> (order + 1) > start) {
    order += 1;
  }
  return order;
}

function partitionSums(folded: Uint32Array, start: number, order: number): Float64Array {
  const partitionFrames = folded.length >> order;
  const sums = new Float64Array(1 << order);
  for (let partition = 0; partition < sums.length; partition++) {
    const end = (partition + 1) * partitionFrames;
    let sum = 0;
    for (let t = Math.max(start, partition * partitionFrames); t < end; t++) sum += folded[t]!;
    sums[partition] = sum;
  }
  return sums;
}

function codingOf(sums: Float64Array, frames: number, start: number, order: number): RiceCoding {
  const partitionFrames = frames >> order;
  let bits = METHOD_BITS + ORDER_BITS;
  const parameters = Array.from(sums, (sum, partition) => {
    const count = partitionFrames - (partition === 0 ? start : 0);
    const parameter = parameterOf(sum, count);
    bits += PARAMETER_BITS + codeBits(sum, count, parameter);
    return parameter;
  });
  return { order, parameters, bits };
}

/** The bits fall and then rise with k: from about the binary logarithm of the mean they are followed down. */
function parameterOf(sum: number, count: number): number {
  if (count === 0) return 0;
  let parameter = Math.min(LARGEST_PARAMETER, Math.max(0, Math.ceil(Math.log2(sum / count + 1))));
  while (parameter > 0 && codeBits(sum, count, parameter - 1) < codeBits(sum, count, parameter)) {
    parameter -= 1;
  }
  return parameter;
}

function codeBits(sum: number, count: number, parameter: number): number {
  return count * (parameter + 1) + Math.floor(sum / 2 ** parameter);
}
