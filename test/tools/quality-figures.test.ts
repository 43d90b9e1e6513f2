/**
 * Figures out of a quality record: means, points with fewer excerpts, differences, and the presets that follow.
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { gainOver, lineOf } from '../../tools/bench/quality/quality-figures.js';
import type { QualityRecord, QualityRun } from '../../tools/bench/quality/quality-schema.js';
import { recommendedPresets } from '../../tools/bench/quality/recommended-presets.js';

const EASY = 'easy';
const HARD = 'hard';

/** Scores of the two excerpts, easy and hard; undefined: not measured. */
function runs(
  method: string,
  evaluations: number,
  [easy, hard]: readonly [number | undefined, number | undefined],
  resamplings = 1,
): QualityRun[] {
  return [[EASY, easy] as const, [HARD, hard] as const].flatMap(([excerpt, db]): QualityRun[] =>
    db === undefined
      ? []
      : // the silent stem counts for the paper only
        [
          {
            method,
            evaluations,
            resamplings,
            excerpt,
            activeDb: [db - 1, db + 1, null],
            paperDb: [db, db, 30 + db],
          },
        ],
  );
}

function record(...all: QualityRun[][]): QualityRecord {
  return {
    model: 'm',
    graphSha256: 's',
    excerptFrames: 1,
    excerpts: [EASY, HARD],
    costs: [],
    presets: [],
    runs: all.flat(),
  };
}

describe('figures of a quality record', () => {
  it('are means over stems that sound, or over all, and then over excerpts', () => {
    const measured = record(runs('a', 1, [14, 6]));
    assert.deepEqual(lineOf(measured, 'a', 1, 'active'), [{ evaluations: 1, db: 10, excerpts: 2 }]);
    assert.deepEqual(lineOf(measured, 'a', 1, 'paper'), [{ evaluations: 1, db: 20, excerpts: 2 }]);
  });

  it('carry a line on by differences where a point lacks excerpts', () => {
    // on the easy excerpt alone 8 evaluations have 15 dB; they gain 1 dB there, so 11 it is; and 16 lose 2 dB of it
    const line = lineOf(
      record(runs('a', 16, [13, undefined]), runs('a', 8, [15, undefined]), runs('a', 4, [14, 6])),
      'a',
      1,
      'active',
    );
    assert.deepEqual(line, [
      { evaluations: 4, db: 10, excerpts: 2 },
      { evaluations: 8, db: 11, excerpts: 1 },
      { evaluations: 16, db: 9, excerpts: 1 },
    ]);
  });

  it('compare on the excerpts that both have, with the error of the mean difference', () => {
    const measured = record(
      runs('a', 4, [14, 6]),
      runs('b', 4, [15, 9]),
      runs('b', 8, [20, undefined]),
    );
    const cell = (method: string, evaluations: number) => ({ method, evaluations, resamplings: 1 });
    // differences 1 and 3: mean 2, deviation sqrt(2), over sqrt(2) excerpts
    const gain = gainOver(measured, cell('b', 4), cell('a', 4), 'active');
    assert.deepEqual(
      { ...gain, errorDb: gain?.errorDb.toFixed(9) },
      { db: 2, errorDb: '1.000000000', excerpts: 2 },
    );
    assert.equal(gainOver(measured, cell('b', 8), cell('a', 8), 'active'), undefined);
  });
});

describe('presets that follow from a quality record', () => {
  const scored = (steps: number, views: number, meanActiveDb: number, resamplings = 1) => ({
    steps,
    resamplings,
    views,
    meanActiveDb,
    tracks: 1,
    windows: 1,
    activeDb: [],
    meanPaperDb: 0,
  });

  it('are the best with one evaluation, the fewest within 0.1 dB of the best, and the best', () => {
    const presets = [scored(1, 4, 10.05), scored(2, 1, 9.99), scored(1, 1, 9.7), scored(1, 2, 10)];
    assert.deepEqual(recommendedPresets({ presets }), {
      draft: { steps: 1, resamplings: 1, views: 1 },
      standard: { steps: 1, resamplings: 1, views: 2 },
      best: { steps: 1, resamplings: 1, views: 4 },
    });
  });

  it('count repeats as evaluations, and need settings of one', () => {
    const presets = [scored(2, 1, 11, 2), scored(3, 1, 10.95), scored(1, 1, 10)];
    const { standard, best } = recommendedPresets({ presets });
    assert.deepEqual([standard.steps, best.steps], [3, 2]);
    assert.throws(() => recommendedPresets({ presets: [] }), /no settings of one evaluation/);
  });
});
