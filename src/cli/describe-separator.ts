/**
 * Describe a separator: the card of imported graphs, from what they tell themselves and what the line says.
 *
 * What neither tells is asked for, all of it at once, and what contradicts a graph is refused; nothing is made up.
 */
import { MOST_CHUNK_FRAMES } from '../model/card-fields.js';
import type { NetworkCard } from '../model/separator/network-schema.js';
import { Asked, counted, type DescribedGraph, unfit } from './asked-options.js';
import { chunkOf, networkOf } from './describe-network.js';
import { HTDEMUCS_RATE_HZ, htdemucsStems } from './htdemucs-stems.js';
import { SEPARATOR_FLAGS, type SeparatorOptions } from './separator-options.js';

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

/** @throws OperationalError `bad-argument` with all options that are needed, or with what does not fit */
export function describeSeparator(
  graphs: readonly DescribedGraph[],
  said: SeparatorOptions,
): SeparatorDescription {
  const asked = new Asked();
  refuseNeedless(graphs, said);
  const known = htdemucsOrder(graphs);
  const order = said.stems ?? known;
  const sampleRateHz = said.rate ?? (known === undefined ? undefined : HTDEMUCS_RATE_HZ);
  if (sampleRateHz === undefined) asked.for('rate', 'the sampling rate it was trained at', '44100');
  const channels = oneOfAll(graphs, 'channels', ({ recognised }) => recognised.channels, said);
  if (channels === undefined) asked.for('channels', 'whether left and right go in together', '2');
  const chunk = oneOfAll(graphs, 'chunk', ({ recognised }) => chunkOf(recognised), said);
  if (chunk === undefined) asked.for('chunk', 'how many frames it is given at once', '441000');
  const networks = graphs.map((graph) => networkOf(graph, order, said, graphs.length, asked));
  asked.throwIfAny(graphs);
  const stems = stemsOf(networks, order);
  const rest = restOf(stems, graphs, order, said);
  const taken = known !== undefined && (said.stems === undefined || said.rate === undefined);
  return {
    card: {
      kind: 'separator',
      version: '1',
      licence: said.licence ?? NO_LICENCE,
      sampleRateHz,
      stems: [...stems, ...(rest === undefined ? [] : [rest])],
      channels,
      ...lengthsOf(graphs, networks, chunk ?? 0, said),
      networks,
      ...(rest === undefined ? {} : { rest }),
    },
    notes: [
      ...(taken ? [takenNote(order ?? [])] : []),
      ...(rest !== undefined && said.rest === undefined ? [restNote(rest)] : []),
      ...(rest === undefined && graphs.length > 1 && !graphs.some(hasSeveral) ? [SHARED_NOTE] : []),
    ],
  };
}

function takenNote(order: readonly (string | null)[]): string {
  const names = order.map((stem) => stem ?? '-').join(', ');
  return (
    `Its chunks, in stereo, are HTDemucs's: taken to be at ${HTDEMUCS_RATE_HZ} Hz, with the stems ${names} in this order. ` +
    'Say --rate and --stems where they are not.'
  );
}

function restNote(rest: string): string {
  return `What is left of the mixture is the stem ${rest}. Call it otherwise with --rest NAME.`;
}

/** Networks that know nothing of each other. */
const SHARED_NOTE =
  'No graph gives what is left of the mixture: it is shared out among these stems. Have it as a stem of its own with --rest NAME.';

/** The stems of all graphs' outputs, where their sizes tell them; undefined where one's do not, or they differ. */
function htdemucsOrder(graphs: readonly DescribedGraph[]): readonly string[] | undefined {
  const orders = graphs.map(({ recognised }) => htdemucsStems(recognised));
  return orders.every((order) => order === orders[0]) ? orders[0] : undefined;
}

/** One stem, and outputs that are not used, leave something over. */
function restOf(
  stems: readonly string[],
  graphs: readonly DescribedGraph[],
  order: readonly (string | null)[] | undefined,
  said: SeparatorOptions,
): string | undefined {
  const leavesOut =
    graphs.some(hasSeveral) &&
    order?.every((stem) => stem !== null && stems.includes(stem)) === false;
  const rest = said.rest ?? (stems.length === 1 || leavesOut ? REST : undefined);
  if (rest === undefined || !stems.includes(rest)) return rest;
  throw unfit(`The stem ${rest} is given already: say --rest with a name for what is left`);
}

function hasSeveral({ recognised }: DescribedGraph): boolean {
  return recognised.outputs !== 1;
}

function lengthsOf(
  graphs: readonly DescribedGraph[],
  networks: readonly NetworkCard[],
  chunk: number,
  said: SeparatorOptions,
) {
  assertUsableChunk(graphs[0]!.path, chunk);
  const step = said.chunkStep ?? chunk;
  if (chunk % step !== 0) throw unfit(`--chunk ${chunk} is no multiple of --chunk-step ${step}`);
  const overlapFrames = said.overlap ?? Math.floor(chunk * OVERLAP_SHARE);
  if (overlapFrames > chunk / 2) {
    throw unfit(`--overlap ${overlapFrames} is more than half of a chunk of ${chunk} frames`);
  }
  const edgeFrames = said.edge ?? edgeOf(networks, overlapFrames);
  if (edgeFrames > overlapFrames / 2) {
    throw unfit(`--edge ${edgeFrames} is more than half of the overlap of ${overlapFrames} frames`);
  }
  return {
    chunkFrames: { trained: chunk, min: step, multipleOf: step },
    overlapFrames,
    edgeFrames,
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

/** What all graphs must have in common: from them, or from the line where they leave it open. */
function oneOfAll(
  graphs: readonly DescribedGraph[],
  option: 'channels' | 'chunk',
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
  return found;
}

/** In the order that is said, or else in that of the networks. */
function stemsOf(
  networks: readonly NetworkCard[],
  order: readonly (string | null)[] | undefined,
): readonly string[] {
  const given = networks.flatMap(({ stems }) => stems.filter((stem) => stem !== null));
  const ordered = (order ?? []).filter((stem) => stem !== null);
  return [...new Set([...ordered.filter((stem) => given.includes(stem)), ...given])];
}

/** What is said and means nothing for these graphs. */
function refuseNeedless(graphs: readonly DescribedGraph[], said: SeparatorOptions): void {
  const fixed = graphs.find(({ recognised }) => chunkOf(recognised) !== undefined);
  if (fixed !== undefined && said.chunkStep !== undefined) {
    throw unfit(`${fixed.path} takes one length: leave out --chunk-step`);
  }
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
