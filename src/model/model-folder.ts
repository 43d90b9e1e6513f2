/**
 * Model folder: model.json (the card) and model.onnx (the graph) side by side, read and checked; a separator may have graphs of
 * other names, and several. A large graph has its weights in other files beside it, such as model.onnx.data: its format can hold no
 * more than 2 GB. A denoiser may have a second graph, which takes its weights from the first (one-step-separation.ts).
 *
 * The bytes of a graph and of every file that it takes weights from must be those the card was written for (SHA-256); a file that
 * the card does not list is not used. Whether its inputs and outputs are what the card says is known only once a session has opened
 * it: model-session.ts, separator/open-separator.ts.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isMissing, isOutOfResources, readingAdvice } from '../file-errors.js';
import { OperationalError } from '../operational-error.js';
import { externalDataOf } from './external-data.js';
import { GRAPH_FILE } from './denoiser-card.js';
import type { ModelCard } from './model-card.js';
import { parseModelCard } from './parse-model-card.js';
import { messageOf } from '../thrown-error.js';

export const CARD_FILE = 'model.json';

export interface LoadedModel {
  readonly folder: string;
  readonly card: ModelCard;
  /** the first, where there are several */
  readonly graphPath: string;
  /** of all graphs, with the weights where they are in files of their own */
  readonly graphBytes: number;
  /**
   * hex: which networks these are, whatever the model is called. Of the graph, measured; of a separator that of all files, and of
   * what its card says they give and are given
   */
  readonly graphSha256: string;
}

/**
 * Reads a folder's card and finds its graph, without reading the graph (which may be gigabytes).
 * @throws OperationalError `input-missing`, `model-invalid`; `input-unreadable` while the system cannot look
 */
export async function readModelFolder(folder: string): Promise<Omit<LoadedModel, 'graphSha256'>> {
  if ((await sizeOf(folder, 'folder')) === undefined) {
    throw missing('input-missing', folder, 'there is no such folder');
  }
  const cardPath = join(folder, CARD_FILE);
  await requireFile(cardPath);
  const card = parseModelCard(await readable(cardPath, readFile(cardPath, 'utf8')), cardPath);
  const graphPaths = graphsOf(card).map((graph) => join(folder, graph));
  for (const path of graphPaths) await requireFile(path);
  let graphBytes = 0;
  for (const name of Object.keys(card.files)) {
    const path = join(folder, name);
    const bytes = await sizeOf(path, 'file');
    if (bytes === undefined) {
      throw missing('model-invalid', path, 'there is no such file, but the card has its hash');
    }
    graphBytes += bytes;
  }
  return { folder, card, graphPath: graphPaths[0]!, graphBytes };
}

/**
 * Reads a folder's card and checks the hashes of its graph and its weights, and that these are all the files it takes weights from.
 * @throws OperationalError `input-missing`, `model-invalid`; `input-unreadable` while the system cannot look
 */
export async function loadModelFolder(folder: string): Promise<LoadedModel> {
  const model = await readModelFolder(folder);
  const files: Readonly<Record<string, string>> = model.card.files;
  for (const [name, sha256] of Object.entries(files)) await requireHash(join(folder, name), sha256);
  const graphs = graphsOf(model.card);
  for (const graph of graphs) {
    const path = join(folder, graph);
    const locations = await readable(path, externalDataOf(path));
    const unlisted = locations.filter((place) => !Object.hasOwn(files, posix.normalize(place)));
    if (unlisted.length > 0) throw notListed(path, unlisted);
  }
  return { ...model, graphSha256: identityOf(model.card) };
}

/** Names of the graphs, each once. */
function graphsOf(card: ModelCard): readonly string[] {
  if (card.kind === 'denoiser') {
    const { separation } = card;
    return [GRAPH_FILE, ...(separation === undefined ? [] : [separation.graph])];
  }
  return [...new Set(card.networks.map(({ graph }) => graph))];
}

/**
 * The graph's hash. The card of a separator says which of its outputs is which stem, and how it is to be heard: corrected, it gives
 * other stems by the same files.
 */
function identityOf(card: ModelCard): string {
  if (card.kind === 'denoiser') return card.files[GRAPH_FILE];
  const { sampleRateHz, stems, channels, chunkFrames, overlapFrames, edgeFrames, rest } = card;
  const identity = [
    Object.values(card.files).sort(),
    card.networks.map((network) => ({ ...network, graph: card.files[network.graph] })),
    { sampleRateHz, stems, channels, chunkFrames, overlapFrames, edgeFrames, rest },
  ];
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex');
}

async function requireFile(path: string): Promise<void> {
  if ((await sizeOf(path, 'file')) !== undefined) return;
  throw missing('model-invalid', path, 'there is no such file');
}

function notListed(graphPath: string, locations: readonly string[]): OperationalError {
  const names = locations.map((location) => JSON.stringify(location)).join(', ');
  return new OperationalError(
    'model-invalid',
    `${graphPath}: it takes weights from ${names}, but expected nothing but files beside it whose SHA-256 is in the field files of ` +
      `${CARD_FILE}. Put the weights there and renew the card with models/kit/write_card.py, or download the model again.`,
  );
}

async function requireHash(path: string, expected: string): Promise<void> {
  const measured = await readable(path, sha256Of(path));
  if (measured === expected) return;
  throw new OperationalError(
    'model-invalid',
    `${path}: its SHA-256 must be that in ${CARD_FILE}, ${expected}, but is ${measured}. ` +
      'The file is damaged or was exported anew: download the model again, or renew the card with ' +
      'models/kit/write_card.py; "stemwright models verify" checks the result.',
  );
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/**
 * Size in bytes of a file or folder, or undefined where there is none of that kind.
 * @throws OperationalError where that cannot be told
 */
async function sizeOf(path: string, kind: 'file' | 'folder'): Promise<number | undefined> {
  try {
    const entry = await stat(path);
    return (kind === 'file' ? entry.isFile() : entry.isDirectory()) ? entry.size : undefined;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw unreadable(path, error);
  }
}

function missing(
  code: 'input-missing' | 'model-invalid',
  path: string,
  reason: string,
): OperationalError {
  return new OperationalError(
    code,
    `${path}: ${reason}. A model is a folder that holds ${CARD_FILE} and ${GRAPH_FILE}; ` +
      '"stemwright models list" shows those there are.',
  );
}

async function readable<Content>(path: string, reading: Promise<Content>): Promise<Content> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof OperationalError) throw error;
    throw unreadable(path, error);
  }
}

/** A model is not invalid because the system cannot look at it now. */
function unreadable(path: string, cause: unknown): OperationalError {
  const reason = messageOf(cause);
  return new OperationalError(
    isOutOfResources(cause) ? 'input-unreadable' : 'model-invalid',
    `${path} cannot be read (${reason}). ${readingAdvice(cause)}`,
    { cause },
  );
}
