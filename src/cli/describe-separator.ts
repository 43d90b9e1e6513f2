/**
 * Describe a separator: the card of imported graphs, from what they tell themselves and what the line says.
 *
 * What neither tells is asked for, all of it at once, and what contradicts a graph is refused; nothing is made up.
 */
import { MOST_CHUNK_FRAMES, MOST_STEMS } from '../model/card-fields.js';
import { spectraProblem, spectrumChunkFrames } from '../model/separator/contracts/spectrum.js';
import type { NetworkCard } from '../model/separator/network-schema.js';
import type { RecognisedGraph } from '../model/separator/recognise-graph.js';
import { OperationalError } from '../operational-error.js';
import { HTDEMUCS_RATE_HZ, htdemucsStems } from './htdemucs-stems.js';
import { SEPARATOR_FLAGS, type NumberByStem, type SeparatorOptions } from './separator-options.js';

export interface DescribedGraph {
  /** as the user calls it */
  readonly path: string;
  /** its file in the model's folder */
  readonly graph: string;
  /** the one it is for; undefined: for all it gives */
  readonly stem: string | undefined;
  readonly recognised: RecognisedGraph;
}

export interface SeparatorDescription {
  /** all but name and files of a card */
  readonly card: Readonly<Record<string, unknown>>;
  /** sentences: what was taken to be so because of the sizes of a graph */
  readonly notes: readonly string[];
}

const NO_LICENCE = 'NOASSERTION';
const REST = 'rest';
/** shorter ones hear no pitch, and take for ever */
const LEAST_CHUNK_FRAMES = 64;
const OVERLAP_SHARE = 1 / 4;
/** Of the overlap: networks do badly where they do not hear what goes on. */
const EDGE_SHARE = 1 / 8;
/** Where the hybrid's transform fades out at a chunk's ends, in hops. */
const HYBRID_FADE_HOPS = 2.5;
/** that MDX-Net's networks have */
const HOP_FRAMES = 1024;

/** @throws OperationalError `bad-argument` with all options that are needed, or with what does not fit */
export function describeSeparator(
  graphs: readonly DescribedGraph[],
  said: SeparatorOptions,
): SeparatorDescription {
  const asked = new Asked();
  refuseNeedless(graphs, said);
  const known = graphs.map((graph) => htdemucsStems(graph.recognised));
  const isHtdemucs = known.every((stems) => stems !== undefined);
  const sampleRateHz = said.rate ?? (isHtdemucs ? HTDEMUCS_RATE_HZ : undefined);
  if (sampleRateHz === undefined) asked.for('rate', 'the sampling rate it was trained at', '44100');
  const channels = oneOfAll(graphs, 'channels', ({ recognised }) => recognised.channels, said);
  if (channels === undefined) asked.for('channels', 'whether left and right go in together', '2');
  const chunk = oneOfAll(graphs, 'chunk', ({ recognised }) => chunkOf(recognised), said);
  if (chunk === undefined) asked.for('chunk', 'how many frames it is given at once', '441000');
  const orders = graphs.map((graph, index) => orderOf(graph, said.stems ?? known[index], asked));
  const networks = graphs.map((graph, index) =>
    networkOf(graph, orders[index] ?? [], said, graphs.length, asked),
  );
  asked.throwIfAny(graphs);
  const stems = stemsOf(networks, said.stems ?? known[0]);
  assertUsableChunk(graphs[0]!.path, chunk ?? 0);
  const rest = said.rest ?? (stems.length === 1 ? REST : undefined);
  if (rest !== undefined && stems.includes(rest)) {
    throw unfit(`--rest ${rest} is a stem that is given already. Choose another name`);
  }
  const least = said.chunkStep ?? chunk;
  const overlapFrames = said.overlap ?? Math.floor((chunk ?? 0) * OVERLAP_SHARE);
  if (overlapFrames > (chunk ?? 0) / 2) {
    throw unfit(`--overlap ${overlapFrames} is more than half of a chunk of ${chunk} frames`);
  }
  const edgeFrames = said.edge ?? edgeOf(networks, overlapFrames);
  if (edgeFrames > overlapFrames / 2) {
    throw unfit(`--edge ${edgeFrames} is more than half of the overlap of ${overlapFrames} frames`);
  }
  const taken = isHtdemucs && (said.stems === undefined || said.rate === undefined);
  return {
    card: {
      kind: 'separator',
      version: '1',
      licence: said.licence ?? NO_LICENCE,
      sampleRateHz,
      stems: [...stems, ...(rest === undefined ? [] : [rest])],
      channels,
      chunkFrames: { trained: chunk, min: least, multipleOf: least },
      overlapFrames,
      edgeFrames,
      networks,
      ...(rest === undefined ? {} : { rest }),
    },
    notes: taken
      ? [
          `Chunks of ${chunk} frames in stereo are HTDemucs's: taken to be at ${sampleRateHz} Hz, with the stems ` +
            `${(said.stems ?? known[0] ?? []).map((stem) => stem ?? '-').join(', ')} in this order. Say --rate and --stems where they are not.`,
        ]
      : [],
  };
}

function assertUsableChunk(path: string, frames: number): void {
  if (frames >= LEAST_CHUNK_FRAMES && frames <= MOST_CHUNK_FRAMES) return;
  const range = `from ${LEAST_CHUNK_FRAMES} to ${MOST_CHUNK_FRAMES}`;
  throw unfit(`${path} takes ${counted(frames, 'frame')} at once, but it must be ${range}`);
}

/** As far as transforms of the host's make a chunk's ends worse, too. */
function edgeOf(networks: readonly NetworkCard[], overlapFrames: number): number {
  const edges = networks.map((network) => {
    if (network.contract === 'spectrum') return network.fftFrames / 2;
    return network.contract === 'hybrid' ? HYBRID_FADE_HOPS * network.hopFrames : 0;
  });
  const wanted = Math.max(overlapFrames * EDGE_SHARE, ...edges);
  return Math.floor(Math.min(wanted, overlapFrames / 2));
}

/** What is missing, as options. */
class Asked {
  readonly #lines: string[] = [];

  for(option: keyof SeparatorOptions, what: string, example: string): void {
    const line = `${what} (${SEPARATOR_FLAGS[option]} ${example})`;
    if (!this.#lines.includes(line)) this.#lines.push(line);
  }

  throwIfAny(graphs: readonly DescribedGraph[]): void {
    if (this.#lines.length === 0) return;
    const kinds = graphs.map(({ path, recognised }) => `${path} ${kindOf(recognised)}`);
    throw new OperationalError(
      'bad-argument',
      `${kinds.join('; ')}. What a graph does not tell must be said: ${this.#lines.join('; ')}. Whoever published it tells them.`,
    );
  }
}

function kindOf(graph: RecognisedGraph): string {
  const stems = graph.outputs === undefined ? 'stems' : counted(graph.outputs, 'stem');
  switch (graph.contract) {
    case 'waveform':
      return `takes waveforms and gives those of ${stems}`;
    case 'spectrum':
      return `takes spectra of ${graph.bins} bins and gives those of one stem (MDX-Net)`;
    case 'hybrid':
      return `takes waveforms and spectra and gives those of ${stems} (HTDemucs)`;
  }
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

function chunkOf(graph: RecognisedGraph): number | undefined {
  if (graph.contract !== 'spectrum') return graph.chunkFrames;
  return spectrumChunkFrames({ hopFrames: HOP_FRAMES, spectrumFrames: graph.spectrumFrames });
}

/** What all graphs must have in common: from them, or from the line where they leave it open. */
function oneOfAll<Value extends 'channels' | 'chunk'>(
  graphs: readonly DescribedGraph[],
  option: Value,
  of: (graph: DescribedGraph) => number | undefined,
  said: SeparatorOptions,
): number | undefined {
  let found: number | undefined = said[option];
  for (const graph of graphs) {
    const own = of(graph);
    if (own === undefined) continue;
    if (found !== undefined && found !== own) {
      const why = said[option] === undefined ? 'another graph' : `${SEPARATOR_FLAGS[option]} says`;
      const what =
        option === 'chunk' ? `takes ${own} frames at once` : `takes ${counted(own, 'channel')}`;
      throw unfit(`${graph.path} ${what}, but ${why} ${found}. All must be alike`);
    }
    found = own;
  }
  if (option === 'chunk' && said.chunkStep !== undefined) assertStep(graphs, said.chunkStep, found);
  return found;
}

function assertStep(
  graphs: readonly DescribedGraph[],
  step: number,
  chunk: number | undefined,
): void {
  const fixed = graphs.find(({ recognised }) => chunkOf(recognised) !== undefined);
  if (fixed !== undefined) throw unfit(`${fixed.path} takes one length; leave out --chunk-step`);
  if (chunk !== undefined && chunk % step !== 0) {
    throw unfit(`--chunk ${chunk} is no multiple of --chunk-step ${step}`);
  }
}

/** The stems by place in a graph's output. */
function orderOf(
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

function networkOf(
  { path, graph, recognised, stem }: DescribedGraph,
  stems: readonly (string | null)[],
  said: SeparatorOptions,
  graphs: number,
  asked: Asked,
): NetworkCard {
  if (recognised.contract === 'waveform') return { graph, contract: 'waveform', stems };
  if (recognised.contract === 'hybrid') {
    const { fftFrames, hopFrames } = recognised;
    return { graph, contract: 'hybrid', stems, fftFrames, hopFrames };
  }
  const { bins, spectrumFrames } = recognised;
  const name = stem ?? stems[0] ?? undefined;
  const prefix = graphs > 1 && name !== undefined ? `${name}=` : '';
  const fftFrames = numberFor(said.fft, name);
  const compensation = numberFor(said.compensation, name);
  if (fftFrames === undefined) {
    asked.for('fft', `the size of its transform, ${2 * (bins - 1)} or more`, `${prefix}6144`);
  }
  if (compensation === undefined) {
    asked.for('compensation', 'what its stem is multiplied by, 1 for none', `${prefix}1.035`);
  }
  const spectra = { fftFrames: fftFrames ?? 0, hopFrames: HOP_FRAMES, bins, spectrumFrames };
  const problem = fftFrames === undefined ? undefined : spectraProblem(spectra);
  if (problem !== undefined) throw unfit(`--fft ${fftFrames} does not go with ${path}: ${problem}`);
  const fields = { ...spectra, compensation: compensation ?? 1 };
  return { graph, contract: 'spectrum', stems, ...fields };
}

function numberFor(said: NumberByStem | undefined, stem: string | undefined): number | undefined {
  if (typeof said === 'number') return said;
  return said === undefined || stem === undefined || !Object.hasOwn(said, stem)
    ? undefined
    : said[stem];
}

/** In the order that is said, or else in that of the networks. */
function stemsOf(
  networks: readonly NetworkCard[],
  order: readonly (string | null)[] | undefined,
): readonly string[] {
  const given = networks.flatMap(({ stems }) => stems.filter((stem) => stem !== null));
  const ordered = (order ?? []).filter((stem) => stem !== null && given.includes(stem));
  return [...new Set([...ordered.filter((stem) => stem !== null), ...given])];
}

/** What is said and means nothing for these graphs. */
function refuseNeedless(graphs: readonly DescribedGraph[], said: SeparatorOptions): void {
  const hasSpectra = graphs.some(({ recognised }) => recognised.contract === 'spectrum');
  for (const option of ['fft', 'compensation'] as const) {
    const value = said[option];
    if (value === undefined) continue;
    const flag = SEPARATOR_FLAGS[option];
    if (!hasSpectra)
      throw unfit(`${flag} is for graphs of one stem's spectra (MDX-Net), and this is none`);
    if (typeof value === 'number') continue;
    const names = graphs.map(({ stem }) => stem);
    const unknown = Object.keys(value).find(
      (name) => !names.includes(name) && said.stems?.includes(name) !== true,
    );
    if (unknown !== undefined) throw unfit(`${flag} names ${unknown}, which no graph is for`);
  }
}

function unfit(problem: string): OperationalError {
  return new OperationalError('bad-argument', `${problem}.`);
}
