/**
 * Finished separation: whether a folder already holds just the stems that a separation would make.
 *
 * It does where its manifest names the same bytes of input, the same graph and the same settings, and the files it names are
 * whole. The provider and the version of Stemwright are not asked for: a library is not begun anew because it is gone on with
 * on another machine.
 */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';

import type { Part } from '../audio/part-of-source.js';
import { CONFIDENCE_NAME, MANIFEST_NAME, type StemEncoding } from '../audio/stem-folder.js';
import { readJsonObject } from '../audio/own-files.js';
import { frameBytesOf } from '../audio/wav-layout.js';
import type { SamplingPlan } from '../sampler/sampling-plan.js';
import type { Manifest } from './manifest.js';

export interface WantedSeparation {
  readonly modelSha256: string;
  readonly plan: SamplingPlan;
  /** null: without confidence.json */
  readonly comparedWith: SamplingPlan | null;
  readonly encoding: StemEncoding;
  readonly stems: readonly string[];
  readonly part: Part;
  /** is asked only where all else is as wanted */
  readonly inputSha256: () => Promise<string>;
}

/** @returns the manifest, or undefined where there is something to do. @throws what `inputSha256` throws */
export async function finishedSeparation(
  folder: string,
  wanted: WantedSeparation,
): Promise<Manifest | undefined> {
  const manifest = await readManifest(folder);
  if (manifest === undefined || !isAsWanted(manifest, wanted)) return undefined;
  if (!(await isWhole(folder, manifest))) return undefined;
  return manifest.inputSha256 === (await wanted.inputSha256()) ? manifest : undefined;
}

/** Undefined also for what is no manifest, or one of an earlier version that says less. */
async function readManifest(folder: string): Promise<Manifest | undefined> {
  const value: unknown = await readJsonObject(path.join(folder, MANIFEST_NAME));
  const manifest = value as Manifest | undefined;
  return typeof manifest?.inputSha256 === 'string' ? manifest : undefined;
}

function isAsWanted(
  manifest: Manifest,
  { modelSha256, plan, comparedWith, encoding, stems, part }: WantedSeparation,
): boolean {
  const settings = (facts: object): unknown => JSON.parse(JSON.stringify(facts));
  return isDeepStrictEqual(
    settings({
      modelSha256: manifest.model.sha256,
      plan: manifest.plan,
      comparedWith: manifest.comparedWith,
      encoding: manifest.encoding,
      stems: Object.keys(manifest.stems).sort(),
      part: partListed(manifest),
    }),
    settings({ modelSha256, plan, comparedWith, encoding, stems: stems.toSorted(), part }),
  );
}

/** Releases before knew no parts: theirs are of the whole. */
function partListed({ from, to }: Partial<Pick<Manifest, 'from' | 'to'>>): Part {
  return { from: from ?? null, to: to ?? null };
}

/** Whether what the manifest names is there, each stem with all its frames. */
async function isWhole(folder: string, manifest: Manifest): Promise<boolean> {
  const { rateHz, channels, frames } = manifest;
  const encoding = manifest.encoding as StemEncoding;
  const leastBytes = frames * frameBytesOf({ rateHz, channels, encoding });
  const bytesOf = async (name: string): Promise<number> => {
    const entry = await stat(path.join(folder, name)).catch(() => undefined);
    return entry?.isFile() === true ? entry.size : -1;
  };
  for (const file of Object.values(manifest.stems)) {
    if ((await bytesOf(file)) < leastBytes) return false;
  }
  return manifest.comparedWith === null || (await bytesOf(CONFIDENCE_NAME)) > 0;
}
