/**
 * Embedding: an ONNX graph from sound to vectors, a folder with embedding.json and embedding.onnx.
 *
 *   input  audio     [1][windowFrames], mono at the card's rate
 *   output embedding [1][dimensions]
 *
 * Any graph of that shape can take the place of the one that ships. It runs on the caller's thread and blocks it: for
 * measurements, not for the daemon.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { externalDataOf } from '../model/external-data.js';
import { createSession, type OnnxSession } from '../model/onnx-session.js';
import { isMissing } from '../file-errors.js';
import { OperationalError } from '../operational-error.js';
import { parseEmbeddingCard, type EmbeddingCard } from './embedding-card.js';
import { trackAtRate } from './track-at-rate.js';

const CARD_FILE = 'embedding.json';
const GRAPH_FILE = 'embedding.onnx';
const INPUT = 'audio';
const OUTPUT = 'embedding';

export interface Embedding {
  readonly card: EmbeddingCard;
  /**
   * @param row mono, at any rate; windows that do not fit whole are left out
   * @returns a vector of `dimensions` a window
   */
  readonly embed: (row: Float32Array, rateHz: number) => Promise<Float64Array[]>;
  readonly close: () => Promise<void>;
}

/** @throws OperationalError `model-invalid` */
export async function openEmbedding(folder: string, threads?: number): Promise<Embedding> {
  const [cardPath, graphPath] = [path.join(folder, CARD_FILE), path.join(folder, GRAPH_FILE)];
  const card = parseEmbeddingCard((await contents(cardPath)).toString('utf8'), cardPath);
  const sha256 = createHash('sha256')
    .update(await contents(graphPath))
    .digest('hex');
  if (sha256 !== card.sha256) {
    throw new OperationalError(
      'model-invalid',
      `${graphPath}: its SHA-256 must be that in ${CARD_FILE}, ${card.sha256}, but is ${sha256}. Renew the card.`,
    );
  }
  const locations = await externalDataOf(graphPath);
  if (locations.length > 0) {
    throw new OperationalError(
      'model-invalid',
      `${graphPath} takes weights from ${locations.join(', ')}, whose SHA-256 is in no card: expected a graph that holds its weights ` +
        'itself. Export it that way.',
    );
  }
  const { session } = await createSession(graphPath, {
    provider: 'cpu',
    threads,
    prove: async (opened) => {
      requireShapes(graphPath, opened, card);
      await vectorOf(opened, card, new Float32Array(card.windowFrames));
    },
  });
  return {
    card,
    embed: async (row, rateHz) => {
      const track = { name: '', rateHz, stems: [row] };
      const { stems } = await trackAtRate(track, card.sampleRateHz);
      const vectors: Float64Array[] = [];
      const { windowFrames, hopFrames } = card;
      for (let start = 0; start + windowFrames <= stems[0]!.length; start += hopFrames) {
        const window = stems[0]!.slice(start, start + windowFrames);
        vectors.push(await vectorOf(session, card, window));
      }
      return vectors;
    },
    close: () => session.release(),
  };
}

async function contents(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new OperationalError(
      isMissing(cause) ? 'model-invalid' : 'input-unreadable',
      `${file} cannot be read: an embedding is a folder that holds ${CARD_FILE} and ${GRAPH_FILE}.`,
      { cause },
    );
  }
}

function requireShapes(
  graphPath: string,
  { inputs, outputs }: OnnxSession,
  { windowFrames, dimensions }: EmbeddingCard,
): void {
  const expected = `${INPUT} [1, ${windowFrames}] -> ${OUTPUT} [1, ${dimensions}]`;
  const shape = ({ name, dims }: OnnxSession['inputs'][number]) => `${name} [${dims.join(', ')}]`;
  const got = `${inputs.map(shape).join(', ')} -> ${outputs.map(shape).join(', ')}`;
  if (got === expected) return;
  throw new OperationalError(
    'model-invalid',
    `${graphPath}: its card says ${expected}, but it is ${got}. Renew the card, or export the graph with fixed shapes.`,
  );
}

async function vectorOf(
  session: OnnxSession,
  { windowFrames, dimensions }: EmbeddingCard,
  window: Float32Array,
): Promise<Float64Array> {
  const output = new Float32Array(dimensions);
  const input = { data: window, dims: [1, windowFrames] };
  await session.run({ [INPUT]: input }, { [OUTPUT]: { data: output, dims: [1, dimensions] } });
  return Float64Array.from(output);
}
