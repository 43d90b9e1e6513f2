/**
 * Graph agreement: a graph must have the inputs and the output its card promises.
 *
 *   conditioning "none":   x [B,K,T], sigma [B]                                          -> denoised [B,K,T]
 *   conditioning "masked": also known [B,K,T], known_mask [B,K,T], mixture [B,1,T], mixture_given [B]
 *   separation.graph:      mixture [B,1,T], hop [1], before [B,K or 0,T]                 -> denoised [B,K,T]
 *
 * all float32. B must be free (channels run as a batch). K, where the graph fixes it, is the number of stems; T, where
 * it fixes it, is chunkFrames.trained and then also chunkFrames.min. Only names, types and shapes are compared: whether
 * the graph runs is for a first evaluation to show (model-session.ts).
 */
import { OperationalError } from '../operational-error.js';
import type { DenoiserCard } from './denoiser-card.js';
import type { GraphValue } from './onnx-session.js';

type Axis = 'batch' | 'stems' | 'stems or none' | 'one' | 'number' | 'frames';
type Signature = Readonly<Record<string, readonly Axis[]>>;

const BLOCK = ['batch', 'stems', 'frames'] as const;
const MIXTURE: Signature = { mixture: ['batch', 'one', 'frames'] };
const SEPARATION: Signature = {
  ...MIXTURE,
  hop: ['number'],
  before: ['batch', 'stems or none', 'frames'],
};
const UNCONDITIONAL: Signature = { x: BLOCK, sigma: ['batch'] };

const INPUTS: Readonly<Record<DenoiserCard['conditioning'], Signature>> = {
  none: UNCONDITIONAL,
  masked: {
    ...UNCONDITIONAL,
    known: BLOCK,
    known_mask: BLOCK,
    ...MIXTURE,
    mixture_given: ['batch'],
  },
};

export const OUTPUT_NAME = 'denoised';

interface Graph {
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];
}

/**
 * @param graphPath how to call the graph in messages
 * @throws OperationalError `model-invalid`, naming the field of the card and the input or output of the graph
 */
export function assertGraphAgrees(card: DenoiserCard, graphPath: string, graph: Graph): void {
  const { conditioning } = card;
  const field = `conditioning "${conditioning}"`;
  assertSignature(card, graphPath, graph, { field, inputs: INPUTS[conditioning] });
}

/** The same of the graph that the card's separation names. */
export function assertSeparationAgrees(card: DenoiserCard, graphPath: string, graph: Graph): void {
  assertSignature(card, graphPath, graph, { field: 'separation.graph', inputs: SEPARATION });
}

/** What a field of the card says that a graph takes. */
interface Promised {
  readonly field: string;
  readonly inputs: Signature;
}

function assertSignature(
  card: DenoiserCard,
  graphPath: string,
  graph: Graph,
  promised: Promised,
): void {
  const problem =
    inputNamesProblem(promised, graph.inputs) ??
    outputNameProblem(graph.outputs) ??
    firstProblem(card, promised, graph);
  if (problem === undefined) return;
  throw new OperationalError(
    'model-invalid',
    `${graphPath} disagrees with its card: ${problem}. Write the card for this graph (models/kit/write_card.py), ` +
      'or put the graph there that the card was written for.',
  );
}

function inputNamesProblem(
  { field, inputs: promised }: Promised,
  inputs: readonly GraphValue[],
): string | undefined {
  const [expected, got] = [Object.keys(promised), inputs.map(({ name }) => name)];
  if (got.length === expected.length && expected.every((name) => got.includes(name))) return;
  const both = `${field} means the inputs ${expected.join(', ')}`;
  return `${both}, but the graph has ${got.join(', ')}`;
}

function outputNameProblem(outputs: readonly GraphValue[]): string | undefined {
  const got = outputs.map(({ name }) => name);
  if (got.includes(OUTPUT_NAME)) return;
  return `the output must be called ${OUTPUT_NAME}, but the graph has ${got.join(', ')}`;
}

function firstProblem(card: DenoiserCard, { inputs }: Promised, graph: Graph): string | undefined {
  for (const value of graph.inputs) {
    const problem = valueProblem(card, value, inputs[value.name] ?? []);
    if (problem !== undefined) return `input ${problem}`;
  }
  for (const value of graph.outputs.filter(({ name }) => name === OUTPUT_NAME)) {
    // exporters may leave an output's shape open; the first evaluation then shows it
    const problem = valueProblem(card, value, value.dims.length === 0 ? [] : BLOCK);
    if (problem !== undefined) return `output ${problem}`;
  }
  return undefined;
}

function valueProblem(
  card: DenoiserCard,
  value: GraphValue,
  axes: readonly Axis[],
): string | undefined {
  const { name, type, dims } = value;
  if (type !== 'float32') return `${name} must be float32, got ${type}`;
  const shape = `[${dims.join(', ')}]`;
  if (dims.length !== axes.length) {
    return `${name} must have ${axes.length} dimensions [${axes.join(', ')}], got ${dims.length} ${shape}`;
  }
  for (const [index, axis] of axes.entries()) {
    const size = dims[index];
    if (typeof size !== 'number') continue;
    const expected = fixedSizeProblem(card, axis, size);
    if (expected !== undefined) return `${name} is ${shape}, but ${expected}`;
  }
  return undefined;
}

/** What is wrong with a graph that fixes an axis at this size. */
function fixedSizeProblem(card: DenoiserCard, axis: Axis, size: number): string | undefined {
  const { trained, min } = card.chunkFrames;
  switch (axis) {
    case 'batch':
      return 'its batch axis must be free: channels are run as a batch';
    case 'one':
      return size === 1 ? undefined : 'its second axis must be 1';
    case 'number':
      return size === 1 ? undefined : 'it must be one number';
    case 'stems or none':
      return 'this axis must be free: stems are given or not';
    case 'stems':
      if (size === card.stems.length) return undefined;
      return `the field stems names ${card.stems.length} (${card.stems.join(', ')})`;
    case 'frames':
      if (size !== trained) return `the field chunkFrames.trained is ${trained}`;
      if (size !== min)
        return `the field chunkFrames.min is ${min}: it must be the one length the graph takes`;
      return undefined;
  }
}
