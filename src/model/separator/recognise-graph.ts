/**
 * Recognise a graph: which separator's contract its inputs and outputs fit, and what they tell of its card.
 *
 *   waveform   [1,C,T] or [1,T] -> [1,K,C,T], [1,C,T], [1,K,T] or [1,T]
 *   spectrum   [1,4,F,T] -> [1,4,F,T]
 *   hybrid     [1,2,T] and [1,4,F,S] -> [1,K,4,F,S] and [1,K,2,T]
 *
 * Only ranks, types and sizes are looked at: names differ by export. That a graph also runs is shown by running it.
 */
import { OperationalError } from '../../operational-error.js';
import type { GraphShape } from '../graph-shape.js';
import type { GraphValue } from '../onnx-session.js';
import { rolesOf } from './contracts/hybrid.js';

/** What inputs and outputs tell; undefined: they leave it open. */
export type RecognisedGraph =
  | {
      readonly contract: 'waveform';
      readonly channels: 1 | 2 | undefined;
      readonly chunkFrames: number | undefined;
      /** how many stems come out */
      readonly outputs: number | undefined;
    }
  | {
      readonly contract: 'spectrum';
      readonly channels: 2;
      readonly outputs: 1;
      readonly bins: number | undefined;
      readonly spectrumFrames: number | undefined;
    }
  | {
      readonly contract: 'hybrid';
      readonly channels: 2;
      readonly chunkFrames: number;
      readonly outputs: number | undefined;
      readonly fftFrames: number;
      readonly hopFrames: number;
    };

/**
 * @param graphPath how to call the graph in messages
 * @throws OperationalError `model-invalid` with its inputs and outputs, and what would fit
 */
export function recogniseGraph(graphPath: string, graph: GraphShape): RecognisedGraph {
  const isFloat = [...graph.inputs, ...graph.outputs].every(({ type }) => type === 'float32');
  const found = isFloat
    ? (recogniseHybrid(graph) ?? recogniseSpectrum(graph) ?? recogniseWaveform(graph))
    : undefined;
  if (found !== undefined) return found;
  throw new OperationalError(
    'model-invalid',
    `${graphPath} is no separator that can be run here. Its inputs: ${valuesText(graph.inputs)}; its outputs: ` +
      `${valuesText(graph.outputs)}. What fits, all float32: waveforms [1, 2, frames] -> [1, stems, 2, frames], or mono; MDX-Net's spectra ` +
      '[1, 4, bins, spectra] -> the same; HTDemucs cut where it transforms, [1, 2, frames] and [1, 4, bins, spectra] -> ' +
      '[1, stems, 4, bins, spectra] and [1, stems, 2, frames]. Export the network with its transforms inside, so that it takes and ' +
      'gives waveforms.',
  );
}

function valuesText(values: readonly GraphValue[]): string {
  if (values.length === 0) return 'none';
  return values
    .map(({ name, type, dims }) => {
      const sizes = dims.map((size) => (size === '' ? 'free' : size));
      return `${name} ${type} [${sizes.join(', ')}]`;
    })
    .join(', ');
}

function recogniseWaveform({ inputs, outputs }: GraphShape): RecognisedGraph | undefined {
  const [input, output] = [inputs[0], outputs[0]];
  if (inputs.length !== 1 || outputs.length !== 1) return undefined;
  if (input === undefined || output === undefined) return undefined;
  const channels = channelsOf(input.dims);
  if (channels === 'none' || !isOne(input.dims[0])) return undefined;
  const stems = stemsOf(output.dims, channels);
  const [given, made] = [sizeOf(input.dims.at(-1)), sizeOf(output.dims.at(-1))];
  const isSameLength = given === made || given === undefined || made === undefined;
  if (stems === 'none' || !isSameLength) return undefined;
  return { contract: 'waveform', channels, chunkFrames: given, outputs: stems };
}

function channelsOf(dims: GraphValue['dims']): 1 | 2 | undefined | 'none' {
  if (dims.length === 2) return 1;
  if (dims.length !== 3) return 'none';
  const size = sizeOf(dims[1]);
  return size === undefined || size === 1 || size === 2 ? size : 'none';
}

/** @returns undefined where the graph leaves it open, also by leaving the whole shape open */
function stemsOf(
  dims: GraphValue['dims'],
  channels: 1 | 2 | undefined,
): number | undefined | 'none' {
  if (dims.length === 0) return undefined;
  if (!isOne(dims[0])) return 'none';
  if (dims.length === 4) return mayBe(dims[2], channels) ? someOf(dims[1]) : 'none';
  if (dims.length === 3 && channels === 1) return someOf(dims[1]);
  if (dims.length === 3) return mayBe(dims[1], channels) ? 1 : 'none';
  return dims.length === 2 && channels === 1 ? 1 : 'none';
}

/** No stems are none. */
function someOf(size: number | string | undefined): number | undefined | 'none' {
  return size === 0 ? 'none' : sizeOf(size);
}

function recogniseSpectrum({ inputs, outputs }: GraphShape): RecognisedGraph | undefined {
  const [input, output] = [inputs[0]?.dims, outputs[0]?.dims];
  if (inputs.length !== 1 || outputs.length !== 1 || input?.length !== 4) return undefined;
  if (!isOne(input[0]) || input[1] !== 4) return undefined;
  const [bins, spectrumFrames] = [2, 3].map(
    (axis) => sizeOf(input[axis]) ?? sizeOf(output?.[axis]),
  );
  const isSame =
    output?.length === 0 ||
    (output?.length === 4 &&
      output.every((size, axis) => mayBe(size, [1, 4, bins, spectrumFrames][axis])));
  if (!isSame || bins === 0 || spectrumFrames === 0) return undefined;
  return { contract: 'spectrum', channels: 2, outputs: 1, bins, spectrumFrames };
}

/** Of the spectra HTDemucs makes: twice as many frames as bins, a hop of a quarter of them. */
function recogniseHybrid(graph: GraphShape): RecognisedGraph | undefined {
  const roles = rolesOf(graph);
  if (roles === undefined) return undefined;
  const chunkFrames = sizeOf(roles.mixture.dims[2]);
  const [, planes, bins, columns] = roles.mixtureSpectra.dims;
  if (planes !== 4 || typeof bins !== 'number' || chunkFrames === undefined) return undefined;
  const [fftFrames, hopFrames] = [2 * bins, bins / 2];
  const spectra = [4, bins, Math.ceil(chunkFrames / hopFrames)];
  const [, outputs] = roles.spectra.dims;
  const [, others] = roles.waveforms.dims;
  const stems = sizeOf(outputs) ?? sizeOf(others);
  const fits =
    hasShape(roles.mixture, [1, 2, chunkFrames]) &&
    hasShape(roles.mixtureSpectra, [1, ...spectra]) &&
    typeof columns === 'number' &&
    hasShape(roles.spectra, [1, stems, ...spectra]) &&
    hasShape(roles.waveforms, [1, stems, 2, chunkFrames]);
  if (!fits || stems === 0) return undefined;
  return { contract: 'hybrid', channels: 2, chunkFrames, outputs: stems, fftFrames, hopFrames };
}

function hasShape({ dims }: GraphValue, expected: readonly (number | undefined)[]): boolean {
  return dims.every((size, axis) => mayBe(size, expected[axis]));
}

/** A graph with a batch of another size takes several mixtures, and no fewer. */
function isOne(size: number | string | undefined): boolean {
  return mayBe(size, 1);
}

/** @param expected undefined: any */
function mayBe(size: number | string | undefined, expected: number | undefined): boolean {
  return typeof size !== 'number' || expected === undefined || size === expected;
}

function sizeOf(size: number | string | undefined): number | undefined {
  return typeof size === 'number' ? size : undefined;
}
