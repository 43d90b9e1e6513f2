/**
 * Figures out of a quality record. A run's score is the mean of its stems', a point's the mean over excerpts.
 *
 * Where a point has fewer excerpts than the first one of its line (the method's fewest evaluations), its excerpts' own mean
 * would compare excerpts, not evaluations. It is carried on instead: the point before it plus the mean difference on the
 * excerpts that both have.
 */
import { mean, standardError } from '../../../test/support/statistics.js';
import type { QualityRecord, QualityRun, Spending } from './quality-schema.js';

export type Variant = 'active' | 'paper';

export interface Point {
  readonly evaluations: number;
  readonly db: number;
  /** excerpts it was measured on */
  readonly excerpts: number;
}

/** Points of a method for one R, by evaluations. */
export function lineOf(
  record: QualityRecord,
  method: string,
  resamplings: number,
  variant: Variant,
): Point[] {
  const runs = record.runs.filter(
    (run) => run.method === method && run.resamplings === resamplings,
  );
  const counts = [...new Set(runs.map(({ evaluations }) => evaluations))].sort((a, b) => a - b);
  const points: Point[] = [];
  const scoresAt = (evaluations: number) => scoresOf(runs, { evaluations, resamplings }, variant);
  for (const evaluations of counts) {
    const before = points.at(-1);
    const scores = scoresAt(evaluations);
    const carriedOn = before !== undefined && scores.size < scoresAt(counts[0]!).size;
    const db = carriedOn
      ? before.db + mean(differences(scores, scoresAt(before.evaluations)))
      : mean([...scores.values()]);
    points.push({ evaluations, db, excerpts: scores.size });
  }
  return points;
}

/** What a cell gains over another on the excerpts that both have. */
export interface Gain {
  readonly db: number;
  /** of the mean over excerpts; NaN for one */
  readonly errorDb: number;
  readonly excerpts: number;
}

interface Cell extends Spending {
  readonly method: string;
}

/** @returns undefined when the two have no excerpt in common */
export function gainOver(
  record: QualityRecord,
  cell: Cell,
  other: Cell,
  variant: Variant,
): Gain | undefined {
  const scores = (of: Cell) =>
    scoresOf(
      record.runs.filter((run) => run.method === of.method),
      of,
      variant,
    );
  const gains = differences(scores(cell), scores(other));
  if (gains.length === 0) return undefined;
  return { db: mean(gains), errorDb: standardError(gains), excerpts: gains.length };
}

/** Standard error over excerpts of each point that has all of them, from the least to the greatest. */
export function pointErrors(record: QualityRecord, methods: readonly string[]): number[] {
  const keys = new Map<string, number[]>();
  for (const run of record.runs) {
    if (!methods.includes(run.method)) continue;
    const key = [run.method, run.evaluations, run.resamplings].join(' ');
    keys.set(key, [...(keys.get(key) ?? []), scoreOf(run, 'active')]);
  }
  return [...keys.values()]
    .filter((scores) => scores.length === record.excerpts.length)
    .map(standardError)
    .sort((a, b) => a - b);
}

function scoresOf(
  runs: readonly QualityRun[],
  { evaluations, resamplings }: Spending,
  variant: Variant,
): Map<string, number> {
  return new Map(
    runs
      .filter((run) => run.evaluations === evaluations && run.resamplings === resamplings)
      .map((run) => [run.excerpt, scoreOf(run, variant)]),
  );
}

function scoreOf(run: QualityRun, variant: Variant): number {
  const values = variant === 'active' ? run.activeDb : run.paperDb;
  return mean(values.filter((value) => value !== null));
}

function differences(scores: Map<string, number>, others: Map<string, number>): number[] {
  return [...scores].flatMap(([excerpt, score]) => {
    const other = others.get(excerpt);
    return other === undefined ? [] : [score - other];
  });
}
