/**
 * Finished separation: whether a folder already holds just the stems that a separation would make, or those that another model
 * made of the same recording.
 *
 * It does where its manifest names the same bytes of input, the same graph and the same settings, and the files it names are
 * whole. The provider and the version of Stemwright are not asked for: a library is not begun anew because it is gone on with
 * on another machine. Of another model's stems only the part, the format and what they were taken from is asked for, and that they have confidence
 * where it is wanted: another model has presets and stems of its own.
 */
import path from 'node:path';

import type { Part } from '../audio/part-of-source.js';
import { CONFIDENCE_NAME, MANIFEST_NAME } from '../audio/stem-folder.js';
import { frameBytesOf } from '../audio/wav-layout.js';
import { stat } from '../file-system.js';
import { areSameInJson, parseValue, readJsonFile } from '../json-file.js';
import { manifestSchema, type Manifest } from './manifest-schema.js';
import type { ResolvedOfKind } from './resolve-job.js';
import { isRest } from './separated-outputs.js';
import { stemFileNames } from './stem-file-names.js';

export interface FinishedSeparation {
  readonly manifest: Manifest;
  /** whether another graph made it than would run the job */
  readonly byOtherModel: boolean;
}

/**
 * @param modelSha256 of the graph that would run the job
 * @param inputSha256 is asked only where all else is as wanted
 * @param otherModels whether what another model made counts, too
 * @returns undefined where there is something to do
 * @throws what `inputSha256` throws
 */
export async function finishedSeparation(
  job: ResolvedOfKind<'separate'>,
  modelSha256: string,
  inputSha256: () => Promise<string>,
  otherModels = false,
): Promise<FinishedSeparation | undefined> {
  const folder = job.outputFolder;
  const manifest = await readManifest(folder);
  if (manifest === undefined) return undefined;
  const byOtherModel = manifest.model.sha256 !== modelSha256;
  const counts = byOtherModel
    ? otherModels && isOfSameKind(manifest, job)
    : isAsWanted(manifest, job);
  if (!counts || !(await isWhole(folder, manifest))) return undefined;
  return manifest.inputSha256 === (await inputSha256()) ? { manifest, byOtherModel } : undefined;
}

/** Undefined also for what is no manifest, or one of an earlier version that says less. */
async function readManifest(folder: string): Promise<Manifest | undefined> {
  return parseValue(await readJsonFile(path.join(folder, MANIFEST_NAME)), manifestSchema);
}

function isAsWanted(manifest: Manifest, job: ResolvedOfKind<'separate'>): boolean {
  const { plan, comparedWith, encoding, format, part } = job;
  return areSameInJson(
    {
      plan: manifest.plan,
      comparedWith: manifest.comparedWith,
      encoding: manifest.encoding,
      format: manifest.format,
      stems: sorted(manifest.stems),
      part: partListed(manifest),
    },
    { plan, comparedWith, encoding, format, stems: sorted(stemFileNames(job)), part },
  );
}

function isOfSameKind(
  manifest: Manifest,
  { comparedWith, part, format, outputs }: ResolvedOfKind<'separate'>,
): boolean {
  const hasConfidence = manifest.comparedWith !== null;
  const rests = (names: readonly string[]): string[] => names.filter(isRest).sort();
  return areSameInJson(
    {
      hasConfidence,
      part: partListed(manifest),
      format: manifest.format,
      rests: rests(Object.keys(manifest.stems)),
    },
    {
      hasConfidence: comparedWith !== null,
      part,
      format,
      rests: rests(outputs.map(({ name }) => name)),
    },
  );
}

function sorted(files: Readonly<Record<string, string>>): string[][] {
  return Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
}

function partListed({ from, to }: Pick<Manifest, 'from' | 'to'>): Part {
  return { from, to };
}

/** Whether what the manifest names is there, each stem with all its frames. */
async function isWhole(folder: string, manifest: Manifest): Promise<boolean> {
  const leastBytes = (name: string): number =>
    manifest.format === 'wav'
      ? manifest.frames * frameBytesOf(manifest)
      : (manifest.files[name]?.bytes ?? 1);
  const bytesOf = async (name: string): Promise<number> => {
    const entry = await stat(path.join(folder, name)).catch(() => undefined);
    return entry?.isFile() === true ? entry.size : -1;
  };
  for (const file of Object.values(manifest.stems)) {
    if ((await bytesOf(file)) < leastBytes(file)) return false;
  }
  return manifest.comparedWith === null || (await bytesOf(CONFIDENCE_NAME)) > 0;
}
