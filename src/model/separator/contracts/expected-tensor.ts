/**
 * Expected tensor: an input or output of a graph that has one shape, and what is wrong with one that has another.
 */
import type { FloatTensor, GraphValue } from '../../onnx-session.js';

/** Zeros. */
export function createTensor(dims: readonly number[]): FloatTensor {
  return { data: new Float32Array(dims.reduce((product, size) => product * size, 1)), dims };
}

/**
 * To follow the graph's name; undefined where it is float32 and of that shape. A rank or size that the graph leaves open may be any.
 */
export function tensorProblem(
  kind: 'input' | 'output',
  { name, type, dims }: GraphValue,
  expected: readonly number[],
): string | undefined {
  if (type !== 'float32') return `its ${kind} ${name} must be float32, but is ${type}`;
  if (dims.length === 0 || hasShape(dims, expected)) return undefined;
  return `its ${kind} ${name} must be [${expected.join(', ')}], as its card says, but is [${dims.join(', ')}]`;
}

function hasShape(dims: GraphValue['dims'], expected: readonly number[]): boolean {
  return (
    dims.length === expected.length &&
    dims.every((size, axis) => typeof size !== 'number' || size === expected[axis])
  );
}
