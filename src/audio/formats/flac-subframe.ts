/**
 * One channel of a FLAC frame (RFC 9639 section 9.2): a constant, plain samples, or a prediction from the samples before and
 * what it lacks (residual), Rice-coded.
 *
 *   sample[n] = residual[n] + floor(sum over i of coefficient[i] * sample[n-1-i] / 2^shift)
 *
 * Sums are taken in 64-bit floating point: samples of 33 bits, coefficients of 15 and 32 of them stay below 2^53, so they are
 * exact.
 */
import type { FlacBits } from './flac-bits.js';

/** by order, RFC 9639 section 9.2.5 */
const FIXED_COEFFICIENTS: readonly (readonly number[])[] = [
  [],
  [1],
  [2, -1],
  [3, -3, 1],
  [4, -6, 4, -1],
];
const FIRST_FIXED = 8;
const FIRST_LINEAR = 32;

/**
 * Fills `samples`.
 * @param bits of a sample
 * @returns whether the bits mean anything
 */
export function readFlacSubframe(bits: FlacBits, samples: Float64Array, depth: number): boolean {
  if (bits.unsigned(1) !== 0) return false;
  const type = bits.unsigned(6);
  const wastedBits = bits.unsigned(1) === 0 ? 0 : bits.unary() + 1;
  const width = depth - wastedBits;
  if (width < 1 || !readSamples(bits, samples, type, width)) return false;
  if (wastedBits > 0) {
    const factor = 2 ** wastedBits;
    for (let t = 0; t < samples.length; t++) samples[t]! *= factor;
  }
  return !bits.isPastEnd;
}

function readSamples(bits: FlacBits, samples: Float64Array, type: number, width: number): boolean {
  if (type === 0) {
    samples.fill(bits.signed(width));
    return true;
  }
  if (type === 1) {
    for (let t = 0; t < samples.length; t++) samples[t] = bits.signed(width);
    return true;
  }
  const isLinear = type >= FIRST_LINEAR;
  const order = isLinear ? type - FIRST_LINEAR + 1 : type - FIRST_FIXED;
  if (order < 0 || order > samples.length) return false;
  if (!isLinear && FIXED_COEFFICIENTS[order] === undefined) return false;
  for (let t = 0; t < order; t++) samples[t] = bits.signed(width);
  let coefficients = FIXED_COEFFICIENTS[order] ?? [];
  let shift = 0;
  if (isLinear) {
    const coefficientBits = bits.unsigned(4) + 1;
    shift = bits.signed(5);
    if (coefficientBits === 16 || shift < 0) return false;
    coefficients = Array.from({ length: order }, () => bits.signed(coefficientBits));
  }
  if (!readResidual(bits, samples, order)) return false;
  predict(samples, Float64Array.from(coefficients), shift);
  return true;
}

/** In place: the residual becomes samples. */
function predict(samples: Float64Array, coefficients: Float64Array, shift: number): void {
  const order = coefficients.length;
  const scale = 2 ** -shift;
  for (let t = order; t < samples.length; t++) {
    let sum = 0;
    for (let i = 0; i < order; i++) sum += coefficients[i]! * samples[t - 1 - i]!;
    samples[t]! += Math.floor(sum * scale);
  }
}

/** RFC 9639 section 9.2.7, from `order` on. */
function readResidual(bits: FlacBits, samples: Float64Array, order: number): boolean {
  const method = bits.unsigned(2);
  if (method > 1) return false;
  const parameterBits = method === 0 ? 4 : 5;
  const escape = 2 ** parameterBits - 1;
  const partitions = 2 ** bits.unsigned(4);
  const partitionFrames = samples.length / partitions;
  if (!Number.isInteger(partitionFrames) || partitionFrames < order) return false;
  for (let partition = 0; partition < partitions; partition++) {
    const start = partition === 0 ? order : partition * partitionFrames;
    const end = (partition + 1) * partitionFrames;
    const parameter = bits.unsigned(parameterBits);
    if (parameter === escape) {
      const width = bits.unsigned(5);
      for (let t = start; t < end; t++) samples[t] = width === 0 ? 0 : bits.signed(width);
    } else {
      const factor = 2 ** parameter;
      for (let t = start; t < end; t++) {
        const folded = bits.unary() * factor + bits.unsigned(parameter);
        samples[t] = folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2;
      }
    }
    if (bits.isPastEnd) return false;
  }
  return true;
}
