/**
 * Network sources: which graphs `models import` is given, and which stem each is for.
 *
 *   FILE.onnx            one network
 *   STEM=FILE.onnx ...   one for each stem
 *   FOLDER               its graphs; of several, each has the name of its stem in its own
 */
import path from 'node:path';

import { ifMissing, unreadableFolder } from '../file-errors.js';
import { readdir } from '../file-system.js';
import { fileName } from '../model/card-fields.js';
import { OperationalError } from '../operational-error.js';
import { HTDEMUCS_STEMS } from './htdemucs-stems.js';

export interface NetworkSource {
  readonly path: string;
  /** whose network it is; undefined: there is one for all stems */
  readonly stem: string | undefined;
}

export interface NetworkSources {
  readonly networks: readonly NetworkSource[];
  /** what the model is called where nobody says a name */
  readonly name: string | undefined;
}

const EXTENSION = /\.onnx$/i;

export function isGraphFile(source: string): boolean {
  return EXTENSION.test(source);
}

/**
 * @param sources files, each may be written STEM=FILE
 * @throws OperationalError `bad-argument` where it is not said which file gives which stem
 */
export function networkFiles(sources: readonly string[]): NetworkSources {
  const networks = sources.map(networkFile);
  const [only, ...others] = networks;
  if (only === undefined) throw new Error('networkFiles: no sources');
  if (others.length === 0) return { networks, name: nameOf(only.path) };
  const unnamed = networks.find(({ stem }) => stem === undefined);
  if (unnamed !== undefined) {
    throw new OperationalError(
      'bad-argument',
      `Of several graphs, each needs the stem it is for: write ${unnamed.path} as STEM=${unnamed.path}.`,
    );
  }
  assertOneForEachStem(networks);
  return { networks, name: undefined };
}

/**
 * @param stems that names of files are searched for; undefined: those of HTDemucs
 * @returns undefined where there are no graphs in it
 * @throws OperationalError `bad-argument` where names do not tell which stem each is for; `input-unreadable`
 */
export async function networksInFolder(
  folder: string,
  stems: readonly string[] = HTDEMUCS_STEMS[6],
): Promise<NetworkSources | undefined> {
  const names = await readdir(folder)
    .catch(ifMissing<string[]>([]))
    .catch((error: unknown) => {
      throw unreadableFolder(folder, error);
    });
  const files = names.filter(isGraphFile).sort();
  const [only, ...others] = files;
  if (only === undefined) return undefined;
  const name = nameOf(path.resolve(folder));
  if (others.length === 0) {
    return { networks: [{ path: path.join(folder, only), stem: undefined }], name };
  }
  const networks = files.map((file) => {
    const words = file
      .replace(EXTENSION, '')
      .toLowerCase()
      .split(/[^a-z0-9]+/);
    const [stem, ...more] = stems.filter((known) => words.includes(known.toLowerCase()));
    if (stem !== undefined && more.length === 0) return { path: path.join(folder, file), stem };
    throw new OperationalError(
      'bad-argument',
      `${folder} has ${files.length} graphs, and the name of ${file} does not tell which one of the stems ${stems.join(', ')} it is ` +
        'for. Name the stems with --stems, or the files one by one: STEM=FILE.onnx.',
    );
  });
  assertOneForEachStem(networks);
  return { networks, name };
}

function assertOneForEachStem(networks: readonly NetworkSource[]): void {
  for (const [index, { stem, path: file }] of networks.entries()) {
    const other = networks.slice(0, index).find((earlier) => earlier.stem === stem);
    if (other === undefined) continue;
    throw new OperationalError(
      'bad-argument',
      `${other.path} and ${file} are both for the stem ${stem}. Name one graph for each stem: STEM=FILE.onnx.`,
    );
  }
}

/** A file whose own name has a "=" is one, as long as what is before it is no stem's name. */
function networkFile(source: string): NetworkSource {
  const at = source.indexOf('=');
  const stem = source.slice(0, Math.max(at, 0));
  return fileName.safeParse(stem).success
    ? { path: source.slice(at + 1), stem }
    : { path: source, stem: undefined };
}

/** As a model may be called; undefined where nothing is left of it. */
function nameOf(file: string): string | undefined {
  const name = path
    .basename(file)
    .replace(EXTENSION, '')
    .replace(/[^A-Za-z0-9._-]+/g, '_')
    .replace(/^[^A-Za-z0-9]+/, '');
  return fileName.safeParse(name).success ? name : undefined;
}
