/**
 * Measures the page's runs that its record does not have yet, the ones that say most for their cost first: an interrupted
 * measurement has every method over most of its range on one excerpt, and few evaluations on several.
 *
 *   order: sqrt(evaluations) * (1 + place of the excerpt), repeats half as much again
 */
import { scoreTrack } from '../../../src/evaluation/separation-score.js';
import type { LoadedModel } from '../../../src/model/model-folder.js';
import type { OnnxSession } from '../../../src/model/onnx-session.js';
import { mean } from '../../../test/support/statistics.js';
import type { QualityExcerpt } from './quality-excerpts.js';
import { METHODS, type Method } from './quality-methods.js';
import type { Spending } from './quality-schema.js';
import { writeRecord } from './quality-record.js';
import type { QualityRecord, QualityRun } from './quality-schema.js';
import { separateExcerpt } from './separate-excerpt.js';

interface Planned extends Spending {
  readonly method: Method;
  readonly excerpt: QualityExcerpt;
}

export interface Measurement {
  readonly session: OnnxSession;
  readonly model: LoadedModel;
  readonly excerpts: readonly QualityExcerpt[];
  readonly file: string;
  /** no run is begun after so many minutes */
  readonly minutes: number;
}

/** @returns the record with the runs there was time for, as it is in the file */
export async function measureQuality(
  record: QualityRecord,
  { session, model, excerpts, file, minutes }: Measurement,
): Promise<QualityRecord> {
  const endMs = performance.now() + minutes * 60_000;
  const missing = missingRuns(record, excerpts);
  let current = record;
  for (const [index, { method, excerpt, evaluations, resamplings }] of missing.entries()) {
    if (performance.now() > endMs) break;
    const spending = { evaluations, resamplings };
    const startMs = performance.now();
    const stems = await separateExcerpt(session, model, method, spending, excerpt.stems);
    const scores = scoreTrack(excerpt.stems, stems, model.card.sampleRateHz);
    const run: QualityRun = {
      method: method.id,
      excerpt: excerpt.name,
      ...spending,
      activeDb: scores.map(({ active }) => (active.length === 0 ? null : rounded(mean(active)))),
      paperDb: scores.map(({ paper }) => rounded(mean(paper))),
    };
    current = { ...current, runs: [...current.runs, run] };
    await writeRecord(file, current);
    const heard = run.activeDb.filter((value) => value !== null);
    console.error(
      `${index + 1} of ${missing.length}: ${method.id}, ${evaluations} evaluations, R ${resamplings}, ${excerpt.name}: ` +
        `${mean(heard).toFixed(2)} dB, ${((performance.now() - startMs) / 1000).toFixed(1)} s`,
    );
  }
  return current;
}

function missingRuns(record: QualityRecord, excerpts: readonly QualityExcerpt[]): Planned[] {
  const key = (method: string, excerpt: string, { evaluations, resamplings }: Spending) =>
    [method, excerpt, evaluations, resamplings].join(' ');
  const done = new Set(record.runs.map((run) => key(run.method, run.excerpt, run)));
  const all = METHODS.flatMap((method) =>
    excerpts.flatMap((excerpt) =>
      method.spendings.map((spending) => ({ ...spending, method, excerpt })),
    ),
  );
  const cost = ({ evaluations, resamplings, excerpt }: Planned) =>
    Math.sqrt(evaluations) * (1 + excerpts.indexOf(excerpt)) * (resamplings > 1 ? 1.5 : 1);
  return all
    .filter((run) => !done.has(key(run.method.id, run.excerpt.name, run)))
    .sort((a, b) => cost(a) - cost(b));
}

/** To a thousandth of a decibel. */
function rounded(value: number): number {
  return Number(value.toFixed(3));
}
