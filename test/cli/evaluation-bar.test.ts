/**
 * What an evaluation shows while it runs: a line a track where there is no terminal, and the time left at the pace of this run.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { secondsLeft, startEvaluationBar } from '../../src/cli/evaluation-bar.js';

describe('The bar of an evaluation', () => {
  it('is a line a track without a terminal, and in JSON mode', () => {
    for (const mode of [
      { interactive: false, json: false },
      { interactive: true, json: true },
    ]) {
      const notes: string[] = [];
      const bar = startEvaluationBar({ ...mode, note: (text) => notes.push(text) });
      for (const [track, index] of [
        ['a', 0],
        ['b', 1],
      ] as const) {
        for (const fraction of [0, 0.5, 1]) {
          bar.onProgress({ track, index, kept: 0, count: 3, fraction });
        }
      }
      bar.stop();
      assert.deepEqual(notes, ['a (1 of 3)', 'b (2 of 3)']);
    }
  });

  it('leaves what was scored before out of the time that is left', () => {
    const progress = { track: 'd', count: 10, fraction: 0.5 };
    // three tracks and a half in 70 s are 20 s a track, and six and a half are left
    assert.equal(secondsLeft({ ...progress, index: 3, kept: 0 }, 70), 130);
    // of those three, two were scored before: one and a half in 30 s
    assert.equal(secondsLeft({ ...progress, index: 3, kept: 2 }, 30), 130);
  });

  it('does not guess from the first moments', () => {
    const start = { track: 'a', index: 0, kept: 0, count: 10 };
    // 2 % of ten tracks are a fifth of one
    assert.equal(secondsLeft({ ...start, fraction: 0.19 }, 19), undefined);
    assert.equal(Math.round(secondsLeft({ ...start, fraction: 0.2 }, 20)!), 980);
  });
});
