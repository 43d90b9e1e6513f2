/**
 * Earlier results: folders of stems that lie in the output folder when the daemon starts, known by their stems.json.
 */
import path from 'node:path';

import { listedFilesSchema } from '../../audio/stem-folder-schema.js';
import { MANIFEST_NAME } from '../../audio/stem-folder.js';
import { folderEntries, stat } from '../../file-system.js';
import { manifestSchema, type Manifest } from '../../jobs/manifest-schema.js';
import { parseValue, readJsonFile } from '../../json-file.js';
import { readableText } from '../../path-text.js';

export interface EarlierResult {
  /** absolute */
  readonly folder: string;
  /** stem -> its file, absolute */
  readonly stems: ReadonlyMap<string, string>;
  /** undefined: an earlier release says less */
  readonly manifest: Manifest | undefined;
}

/**
 * @param outputFolder absolute; where it cannot be looked into nothing is in it: jobs will say so
 * @param most so many, the newest
 * @returns the oldest of them first
 */
export async function earlierResults(
  outputFolder: string,
  most: number,
): Promise<readonly EarlierResult[]> {
  const aged: { readonly folder: string; readonly ms: number }[] = [];
  for (const { name, kind } of await folderEntries(outputFolder).catch(() => [])) {
    const folder = path.join(outputFolder, name);
    // what is no UTF-8 has no address
    if (kind !== 'folder' || readableText(name) !== name) continue;
    const manifest = await stat(path.join(folder, MANIFEST_NAME)).catch(() => undefined);
    if (manifest !== undefined) aged.push({ folder, ms: manifest.mtimeMs });
  }
  aged.sort((a, b) => a.ms - b.ms);
  const found = await Promise.all(aged.slice(-most).map(({ folder }) => resultIn(folder)));
  return found.filter((result) => result !== undefined);
}

/** @returns undefined where stems.json cannot be read as one */
async function resultIn(folder: string): Promise<EarlierResult | undefined> {
  const content = await readJsonFile(path.join(folder, MANIFEST_NAME));
  const listed = parseValue(content, listedFilesSchema);
  if (listed === undefined) return undefined;
  const stems = Object.entries(listed.stems)
    // a file of the folder, and nowhere else
    .filter(([, file]) => path.basename(file) === file)
    .map(([stem, file]) => [stem, path.join(folder, file)] as const);
  return { folder, stems: new Map(stems), manifest: parseValue(content, manifestSchema) };
}
