/**
 * What has been measured of a model's quality against cost: the JSON file beside its card that the page is made from and an
 * interrupted measurement goes on from. Written after every run, whole or not at all.
 */
import { readFile, rename, writeFile } from 'node:fs/promises';

import { parseJson } from '../../../src/json-file.js';
import { systemCodeOf } from '../../../src/thrown-error.js';
import { qualityRecordSchema, type QualityRecord } from './quality-schema.js';

export type QualitySubject = Omit<QualityRecord, 'runs' | 'costs' | 'presets'>;

/** What `file` holds, or an empty record where there is none. @throws Error when it is of another model or other excerpts */
export async function openRecord(file: string, subject: QualitySubject): Promise<QualityRecord> {
  const record = await readRecord(file);
  if (record === undefined) return { ...subject, runs: [], costs: [], presets: [] };
  const { model, graphSha256, excerptFrames, excerpts } = record;
  const its: QualitySubject = { model, graphSha256, excerptFrames, excerpts };
  if (JSON.stringify(its) !== JSON.stringify(subject)) {
    throw new Error(
      `${file} was measured with ${JSON.stringify(its)}, not with ${JSON.stringify(subject)}: ` +
        'give another file, or delete it to begin anew.',
    );
  }
  return record;
}

/** @returns undefined when there is no such file. @throws Error when it is no record */
export async function readRecord(file: string): Promise<QualityRecord | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  const record = parseJson(text, qualityRecordSchema);
  if (record === undefined)
    throw new Error(`${file} is no record of quality: delete it to begin anew.`);
  return record;
}

/** One line a run, so that a diff of the file reads. */
export async function writeRecord(file: string, record: QualityRecord): Promise<void> {
  const lines = (list: readonly object[]) =>
    `[\n${list.map((item) => `    ${JSON.stringify(item)}`).join(',\n')}\n  ]`;
  const { runs, costs, presets, ...subject } = record;
  const entries = [
    ...Object.entries(subject).map(([key, value]) => `"${key}": ${JSON.stringify(value)}`),
    ...Object.entries({ presets, costs, runs }).map(([key, list]) => `"${key}": ${lines(list)}`),
  ];
  const text = `{\n  ${entries.join(',\n  ')}\n}\n`;
  await writeFile(`${file}.new`, text);
  await rename(`${file}.new`, file);
}
