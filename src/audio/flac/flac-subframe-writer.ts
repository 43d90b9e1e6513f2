/**
 * Writes one channel of a FLAC frame (RFC 9639 section 9.2): a constant, samples as they are, or what a fixed or a linear predictor
 * lacks, whichever takes the fewest bits. Zeros that all samples end in, as those of 16 bits do, are left out.
 */
import { fixedResidual } from './fixed-prediction.js';
import type { FlacBitWriter } from './flac-bit-writer.js';
import {
  COEFFICIENT_BITS,
  linearPredictor,
  linearResidual,
  type LinearPredictor,
} from './linear-prediction.js';
import { riceCoding, writeRiceCodes, type RiceCoding } from './rice-codes.js';

/** behind a zero bit */
const TYPE_BITS = 7;
const TYPES = { constant: 0, verbatim: 1, fixed: 8, linear: 31 };
const PRECISION_BITS = 4;
const SHIFT_BITS = 5;

interface Predicted {
  readonly order: number;
  /** undefined: the fixed one of that order */
  readonly predictor: LinearPredictor | undefined;
  readonly folded: Uint32Array;
  readonly coding: RiceCoding;
  /** at most */
  readonly bits: number;
}

/** Memory for what is reckoned on the way. */
export class SubframeScratch {
  readonly shifted: Int32Array;
  readonly fixed: Int32Array;
  readonly linear: Int32Array;

  constructor(frames: number) {
    this.shifted = new Int32Array(frames);
    this.fixed = new Int32Array(frames);
    this.linear = new Int32Array(frames);
  }
}

/**
 * @param depth bits of a sample
 * @param order of the fixed predictor to be taken, if one is
 */
export function writeFlacSubframe(
  bits: FlacBitWriter,
  samples: Int32Array,
  { depth, order }: { readonly depth: number; readonly order: number },
  scratch: SubframeScratch,
): void {
  const first = samples[0]!;
  if (samples.every((sample) => sample === first)) {
    writeType(bits, TYPES.constant, 0);
    bits.put(first, depth);
    return;
  }
  const zeros = zerosAtEnd(samples);
  const [whole, width] = [shifted(samples, zeros, scratch.shifted), depth - zeros];
  const fixed = predictedFixed(whole, width, order, scratch.fixed);
  const linear = predictedLinear(whole, width, scratch.linear);
  const best = linear !== undefined && linear.bits < fixed.bits ? linear : fixed;
  const isFewer = best.bits < whole.length * width;
  const type = best.predictor === undefined ? TYPES.fixed : TYPES.linear;
  writeType(bits, isFewer ? type + best.order : TYPES.verbatim, zeros);
  if (isFewer) writePredicted(bits, whole, width, best);
  else for (const sample of whole) bits.put(sample, width);
}

function writeType(bits: FlacBitWriter, type: number, zeros: number): void {
  bits.put(type, TYPE_BITS);
  bits.put(zeros === 0 ? 0 : 1, 1);
  if (zeros > 0) bits.putUnary(zeros - 1);
}

/** Of samples that are not all zero. */
function zerosAtEnd(samples: Int32Array): number {
  let any = 0;
  for (const sample of samples) any |= sample;
  return 31 - Math.clz32(any & -any);
}

function shifted(samples: Int32Array, by: number, scratch: Int32Array): Int32Array {
  if (by === 0) return samples;
  const whole = scratch.subarray(0, samples.length);
  for (let t = 0; t < samples.length; t++) whole[t] = samples[t]! >> by;
  return whole;
}

function predictedFixed(
  samples: Int32Array,
  depth: number,
  order: number,
  scratch: Int32Array,
): Predicted {
  const residual = scratch.subarray(0, samples.length);
  fixedResidual(samples, order, residual);
  const folded = fold(residual);
  const coding = riceCoding(folded, order);
  return { order, predictor: undefined, folded, coding, bits: order * depth + coding.bits };
}

function predictedLinear(
  samples: Int32Array,
  depth: number,
  scratch: Int32Array,
): Predicted | undefined {
  const predictor = linearPredictor(samples, depth);
  const residual = scratch.subarray(0, samples.length);
  if (predictor === undefined || !linearResidual(samples, predictor, residual)) return undefined;
  const folded = fold(residual);
  const order = predictor.coefficients.length;
  const coding = riceCoding(folded, order);
  const header = PRECISION_BITS + SHIFT_BITS + order * (depth + COEFFICIENT_BITS);
  return { order, predictor, folded, coding, bits: header + coding.bits };
}

function writePredicted(
  bits: FlacBitWriter,
  samples: Int32Array,
  depth: number,
  { order, predictor, folded, coding }: Predicted,
): void {
  for (let t = 0; t < order; t++) bits.put(samples[t]!, depth);
  if (predictor !== undefined) {
    bits.put(COEFFICIENT_BITS - 1, PRECISION_BITS);
    bits.put(predictor.shift, SHIFT_BITS);
    for (const coefficient of predictor.coefficients) bits.put(coefficient, COEFFICIENT_BITS);
  }
  writeRiceCodes(bits, folded, order, coding);
}

/** 2r, or -2r - 1 below zero, in place; what is in front of a predictor's first sample means nothing. */
function fold(residual: Int32Array): Uint32Array {
  for (let t = 0; t < residual.length; t++) {
    const value = residual[t]!;
    residual[t] = (value << 1) ^ (value >> 31);
  }
  return new Uint32Array(residual.buffer, residual.byteOffset, residual.length);
}
