/**
 * Separator importer: graphs become a model folder: copied with their weights, recognised, described by a card, and run once.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { GRAPH_FILE } from '../model/denoiser-card.js';
import { graphShapeOf } from '../model/graph-shape.js';
import { CARD_FILE } from '../model/model-folder.js';
import { parseModelCard } from '../model/parse-model-card.js';
import { probeProvider } from '../model/probe-provider.js';
import { recogniseGraph } from '../model/separator/recognise-graph.js';
import { OperationalError, throwIfCancelled } from '../operational-error.js';
import type { DescribedGraph } from './asked-options.js';
import { copyNetworkFiles, filesOfNetwork, type NetworkFile } from './copy-network.js';
import { describeSeparator } from './describe-separator.js';
import type { NetworkSource } from './network-sources.js';
import type { Run } from './run-command.js';
import type { SeparatorOptions } from './separator-options.js';

/** Of several large networks on a slow machine. */
const RUN_LIMIT_MS = 600_000;

type ImportRun = Pick<Run, 'signal'> & { readonly console: Pick<Run['console'], 'note'> };

/**
 * @param folder gets the card and all files
 * @throws OperationalError `model-invalid`, `bad-argument`, `input-missing`, `cancelled`; what the system says of writing
 */
export async function networksToModel(
  { console, signal }: ImportRun,
  networks: readonly NetworkSource[],
  name: string,
  folder: string,
  said: SeparatorOptions,
): Promise<void> {
  const placed = networks.map((network) => ({ ...network, graph: graphName(network, networks) }));
  const files: NetworkFile[] = [];
  for (const network of placed) files.push(...(await filesOfNetwork(network.path, network.graph)));
  const hashes = await copyNetworkFiles(distinctFiles(files), folder, signal);
  // messages are about what the user gave, not about its copy
  const inUsersWords = (message: string): string =>
    placed.reduce(
      (text, { path: given, graph }) => text.replaceAll(path.join(folder, graph), given),
      message,
    );
  try {
    const graphs: DescribedGraph[] = [];
    for (const network of placed) {
      const shape = await graphShapeOf(path.join(folder, network.graph), signal);
      graphs.push({ ...network, recognised: recogniseGraph(network.path, shape) });
    }
    const { card, notes } = describeSeparator(graphs, said);
    const text = `${JSON.stringify({ name, ...card, files: hashes }, null, 2)}\n`;
    parseModelCard(text, `The card of ${name}`);
    await writeFile(path.join(folder, CARD_FILE), text, { flush: true });
    console.note('stemwright: running the network once.');
    const refusal = await probeProvider('cpu', folder, signal, RUN_LIMIT_MS);
    if (refusal !== undefined) throw new OperationalError('model-invalid', refusal);
    for (const note of notes) console.note(`stemwright: ${note}`);
  } catch (error) {
    throwIfCancelled(signal);
    if (!(error instanceof OperationalError)) throw error;
    throw new OperationalError(error.code, inUsersWords(error.message), { cause: error });
  }
}

function graphName({ stem }: NetworkSource, networks: readonly NetworkSource[]): string {
  return networks.length === 1 || stem === undefined ? GRAPH_FILE : `${stem}.onnx`;
}

/** Several graphs may share weights; two files cannot share a place. */
function distinctFiles(files: readonly NetworkFile[]): readonly NetworkFile[] {
  const distinct: NetworkFile[] = [];
  for (const file of files) {
    const same = distinct.find(({ to }) => to.toLowerCase() === file.to.toLowerCase());
    if (same !== undefined && (same.from !== file.from || same.to !== file.to)) {
      throw placeTaken(same.from, file);
    }
    if (file.to.toLowerCase() === CARD_FILE) throw placeTaken('the model’s card', file);
    if (same === undefined) distinct.push(file);
  }
  return distinct;
}

function placeTaken(other: string, { from, to }: NetworkFile): OperationalError {
  return new OperationalError(
    'model-invalid',
    `${from} and ${other} would both be ${to} in the model's folder. Export the graphs anew with weights of other names.`,
  );
}
