/**
 * Describe a network: what a separator's card says of one graph, from what it tells itself and what the line says.
 */
import { MOST_STEMS } from '../model/card-fields.js';
import { spectraProblem, spectrumChunkFrames } from '../model/separator/contracts/spectrum.js';
import type { NetworkCard } from '../model/separator/network-schema.js';
import type { RecognisedGraph } from '../model/separator/recognise-graph.js';
import { type Asked, counted, type DescribedGraph, unfit } from './asked-options.js';
import type { NumberByStem, SeparatorOptions } from './separator-options.js';

/** that MDX-Net's networks have */
const HOP_FRAMES = 1024;

/** @returns undefined where the graph takes any length */
export function chunkOf(graph: RecognisedGraph): number | undefined {
  if (graph.contract !== 'spectrum') return graph.chunkFrames;
  const { spectrumFrames } = graph;
  if (spectrumFrames === undefined) return undefined;
  return spectrumChunkFrames({ hopFrames: HOP_FRAMES, spectrumFrames });
}

/** Of a graph that takes any length: one that it can take. */
export function exampleChunk({ contract }: RecognisedGraph): number {
  return contract === 'spectrum'
    ? spectrumChunkFrames({ hopFrames: HOP_FRAMES, spectrumFrames: 256 })
    : 441_000;
}

/**
 * @param order of the stems of all its outputs, where that is known
 * @param chunk how many frames all graphs are given, where that is known
 * @param graphs how many there are
 */
export function networkOf(
  described: DescribedGraph,
  order: readonly (string | null)[] | undefined,
  said: SeparatorOptions,
  { graphs, chunk, asked }: { graphs: number; chunk: number | undefined; asked: Asked },
): NetworkCard {
  const { path, graph, recognised, stem } = described;
  const stems = stemsByPlace(described, order, asked);
  if (recognised.contract === 'waveform') return { graph, contract: 'waveform', stems };
  if (recognised.contract === 'hybrid') {
    const { fftFrames, hopFrames } = recognised;
    return { graph, contract: 'hybrid', stems, fftFrames, hopFrames };
  }
  const name = stem ?? stems[0] ?? undefined;
  const prefix = graphs > 1 && name !== undefined ? `${name}=` : '';
  const bins = recognised.bins ?? numberFor(said.bins, name);
  const fftFrames = numberFor(said.fft, name);
  const compensation = numberFor(said.compensation, name);
  if (bins === undefined) {
    asked.for('bins', 'how many bins of its transform it is given', `${prefix}2048`);
  }
  if (fftFrames === undefined) {
    const least = bins === undefined ? '' : `, ${2 * (bins - 1)} or more`;
    asked.for('fft', `the size of its transform${least}`, `${prefix}6144`);
  }
  if (compensation === undefined) {
    asked.for('compensation', 'what its stem is multiplied by, 1 for none', `${prefix}1.035`);
  }
  if (bins !== undefined && !Number.isInteger(bins)) {
    throw unfit(`--bins must be whole numbers, got ${bins}`);
  }
  const spectrumFrames = recognised.spectrumFrames ?? spectraOfChunk(path, chunk);
  const spectra = {
    fftFrames: fftFrames ?? 0,
    hopFrames: HOP_FRAMES,
    bins: bins ?? 0,
    spectrumFrames: spectrumFrames ?? 0,
  };
  const isKnown = ![bins, fftFrames, spectrumFrames].includes(undefined);
  const problem = isKnown ? spectraProblem(spectra) : undefined;
  if (problem !== undefined) throw unfit(`--fft ${fftFrames} does not go with ${path}: ${problem}`);
  const fields = { ...spectra, compensation: compensation ?? 1 };
  return { graph, contract: 'spectrum', stems, ...fields };
}

/** How many spectra there are of a chunk; undefined where its length is not known yet. */
function spectraOfChunk(path: string, chunk: number | undefined): number | undefined {
  if (chunk === undefined) return undefined;
  const spectra = chunk / HOP_FRAMES + 1;
  if (Number.isInteger(spectra)) return spectra;
  throw unfit(
    `${path} takes spectra ${HOP_FRAMES} frames apart: --chunk must be a multiple of that, not ${chunk}`,
  );
}

/** Of a graph's output. */
function stemsByPlace(
  { path, stem, recognised }: DescribedGraph,
  order: readonly (string | null)[] | undefined,
  asked: Asked,
): readonly (string | null)[] {
  const { outputs } = recognised;
  if (outputs !== undefined && outputs > MOST_STEMS) {
    throw unfit(`${path} gives ${outputs} stems, but ${MOST_STEMS} is the most`);
  }
  if (outputs === 1 && stem !== undefined) return [stem];
  if (order === undefined) {
    const what =
      outputs === undefined
        ? 'the stems it gives, in order'
        : `its ${counted(outputs, 'stem')}, in order`;
    asked.for('stems', what, outputs === 1 ? 'vocals' : 'drums,bass,other,vocals');
    return [];
  }
  if (outputs !== undefined && order.length !== outputs) {
    throw unfit(
      `--stems has ${counted(order.length, 'name')}, but ${path} gives ${counted(outputs, 'stem')}. Name each, or write - for one that is not wanted`,
    );
  }
  if (stem === undefined) return order;
  if (!order.includes(stem)) {
    const names = order.map((name) => name ?? '-').join(', ');
    throw unfit(`${path} is given for the stem ${stem}, which is none of ${names}`);
  }
  return order.map((name) => (name === stem ? stem : null));
}

function numberFor(said: NumberByStem | undefined, stem: string | undefined): number | undefined {
  if (typeof said === 'number') return said;
  return said === undefined || stem === undefined || !Object.hasOwn(said, stem)
    ? undefined
    : said[stem];
}
