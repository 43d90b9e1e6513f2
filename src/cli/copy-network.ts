/**
 * Copy a network: its graph, and every file that it takes weights from, whatever these are called, into a model's folder; their
 * SHA-256 is taken on the way.
 *
 * Weights keep the names by which the graph calls them, below the folder. Files of the source are only read.
 */
import { createHash, type Hash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

import { createFolder } from '../audio/create-folder.js';
import { isMissing, readingAdvice } from '../file-errors.js';
import { open, stat, type FileHandle } from '../file-system.js';
import { externalDataOf } from '../model/external-data.js';
import { innerPath } from '../model/inner-path.js';
import { OperationalError, throwIfCancelled } from '../operational-error.js';
import { messageOf } from '../thrown-error.js';

/** A file of a network: where it is, and its place below the model's folder. */
export interface NetworkFile {
  readonly from: string;
  readonly to: string;
}

/**
 * What a graph consists of, itself first.
 * @param to what it is called in the model's folder
 * @throws OperationalError `model-invalid` where weights are missing, or called by a path that leaves the folder; `input-missing`
 */
export async function filesOfNetwork(graph: string, to: string): Promise<readonly NetworkFile[]> {
  await requireFile(graph, 'input-missing', `There is no file ${graph}. Check its name.`);
  const locations = await readable(graph, externalDataOf(graph));
  const files = [{ from: graph, to }];
  for (const location of locations) {
    const inner = innerPath(location);
    if (inner === undefined) {
      throw new OperationalError(
        'model-invalid',
        `${graph} takes weights from ${JSON.stringify(location)}, which is not in its folder, and is not copied. Put the weights ` +
          'beside the graph when it is exported.',
      );
    }
    const from = path.join(path.dirname(graph), inner);
    const missing =
      `${graph} takes weights from ${JSON.stringify(location)}, but there is no such file beside it. Put it there: ` +
      'a graph and its weights are downloaded together.';
    await requireFile(from, 'model-invalid', missing);
    if (!files.some((file) => file.to === inner)) files.push({ from, to: inner });
  }
  return files;
}

/**
 * @param folder exists
 * @returns hex SHA-256 by the name in the folder
 * @throws OperationalError `cancelled`; what the system says of writing
 */
export async function copyNetworkFiles(
  files: readonly NetworkFile[],
  folder: string,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const { from, to } of files) {
    const target = path.join(folder, to);
    await createFolder(path.dirname(target));
    const source = await readable(from, open(from, 'r'));
    hashes[to] = await copied(source, target, signal);
  }
  return hashes;
}

async function copied(source: FileHandle, target: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  try {
    await pipeline(
      source.createReadStream(),
      (chunks: AsyncIterable<Buffer>) => hashing(chunks, hash),
      createWriteStream(target, { flags: 'wx', flush: true }),
      { signal },
    );
  } catch (error) {
    throwIfCancelled(signal);
    throw error;
  } finally {
    await source.close();
  }
  return hash.digest('hex');
}

async function* hashing(chunks: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}

/** One that holds something. */
async function requireFile(
  file: string,
  code: 'input-missing' | 'model-invalid',
  sentence: string,
): Promise<void> {
  const entry = await stat(file).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw unreadable(file, error);
  });
  if (entry?.isFile() !== true) throw new OperationalError(code, sentence);
  if (entry.size > 0) return;
  throw new OperationalError('model-invalid', `${file} is empty. Export or download it again.`);
}

async function readable<Content>(file: string, reading: Promise<Content>): Promise<Content> {
  try {
    return await reading;
  } catch (error) {
    throw error instanceof OperationalError ? error : unreadable(file, error);
  }
}

function unreadable(file: string, cause: unknown): OperationalError {
  return new OperationalError(
    'input-unreadable',
    `${file} cannot be read (${messageOf(cause)}). ${readingAdvice(cause)}`,
    { cause },
  );
}
