/**
 * What an evaluation costs within each method: processor time of this thread, the methods by turns in one run, so that a
 * busy machine slows them all alike and their ratios hold. Medians.
 *
 * Time is proportional to the number of evaluations but for what a run does once: so a few are enough (evaluation-seconds.ts).
 */
import type { LoadedModel } from '../../../src/model/model-folder.js';
import type { OnnxSession } from '../../../src/model/onnx-session.js';
import { median } from '../../../test/support/statistics.js';
import { METHODS, type Method } from './quality-methods.js';
import type { Spending } from './quality-schema.js';
import type { EvaluationCost } from './quality-schema.js';
import type { QualityExcerpt } from './quality-excerpts.js';
import { separateExcerpt } from './separate-excerpt.js';

/** One, and enough that what a run does once is spread. */
const TIMED_EVALUATIONS = [1, 2, 4];
/** All that is drawn over seconds. */
const TIMED_METHODS = METHODS.filter(
  ({ id, table }) => table === 'posteriors' || id === 'views' || id === 'prior-projdiff',
);

interface Timed {
  readonly method: Method;
  readonly spending: Spending;
  readonly seconds: number[];
}

export async function evaluationCosts(
  session: OnnxSession,
  model: LoadedModel,
  excerpt: QualityExcerpt,
  repeats: number,
): Promise<EvaluationCost[]> {
  const audioSeconds = excerpt.stems[0]!.length / model.card.sampleRateHz;
  const timed = TIMED_METHODS.flatMap((method) =>
    method.spendings
      .filter(
        ({ evaluations, resamplings }) =>
          resamplings === 1 && TIMED_EVALUATIONS.includes(evaluations),
      )
      .map((spending): Timed => ({ method, spending, seconds: [] })),
  );
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (const { method, spending, seconds } of timed) {
      const before = process.cpuUsage();
      await separateExcerpt(session, model, method, spending, excerpt.stems);
      const { user, system } = process.cpuUsage(before);
      seconds.push((user + system) / 1e6 / audioSeconds);
    }
  }
  return timed.map(({ method, spending, seconds }) => ({
    method: method.id,
    evaluations: spending.evaluations,
    cpuSeconds: Number(median(seconds).toFixed(4)),
    repeats,
  }));
}
