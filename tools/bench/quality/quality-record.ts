/**
 * What has been measured of a model's quality against cost: the JSON file beside its card that the page is made from and an
 * interrupted measurement goes on from. Written after every run, whole or not at all.
 */
import { readFile, rename, writeFile } from 'node:fs/promises';

import type { SamplingPreset } from '../../../src/sampling/presets.js';
import type { Spending } from './quality-methods.js';

/** One separation of one excerpt. */
export interface QualityRun extends Spending {
  /** its id */
  readonly method: string;
  readonly excerpt: string;
  /** SI-SDR improvement in dB of each stem of the card; null where it is silent */
  readonly activeDb: readonly (number | null)[];
  readonly paperDb: readonly number[];
}

/** What one evaluation costs within a method, measured by turns (evaluation-cost.ts). */
export interface EvaluationCost {
  readonly method: string;
  readonly evaluations: number;
  /** processor time of one thread for a second of audio, all evaluations together, median */
  readonly cpuSeconds: number;
  readonly repeats: number;
}

export interface PresetSettings extends Pick<SamplingPreset, 'resamplings' | 'views'> {
  readonly steps: number;
}

/** Settings that a preset may have, scored on a whole dataset. */
export interface PresetScore extends PresetSettings {
  readonly tracks: number;
  readonly windows: number;
  /** mean SI-SDR improvement in dB of each stem of the card where it sounds, and the mean of those */
  readonly activeDb: readonly number[];
  readonly meanActiveDb: number;
  readonly meanPaperDb: number;
}

export interface QualityRecord {
  readonly model: string;
  readonly graphSha256: string;
  readonly excerptFrames: number;
  /** in the order in which they are measured */
  readonly excerpts: readonly string[];
  readonly runs: readonly QualityRun[];
  readonly costs: readonly EvaluationCost[];
  readonly presets: readonly PresetScore[];
}

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

/** @returns undefined when there is no such file */
export async function readRecord(file: string): Promise<QualityRecord | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as QualityRecord;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
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
