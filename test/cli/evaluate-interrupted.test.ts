/**
 * stemwright evaluate, interrupted by a real signal: with --scores the same command goes on where it was, to the same result.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'mocha';
import type { Evaluation } from '../../src/evaluation/evaluate-separation.js';
import { writeBandDataset } from '../support/band-dataset.js';
import { runCli } from '../support/run-cli.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

/** so many that three tracks take longer than a signal */
const STEPS = '40';

/** What does not depend on the clock, or on which run scored a track. */
function scoresOf(stdout: string): Partial<Evaluation> {
  const { realTimeFactor, kept, ...scores } = JSON.parse(stdout) as Evaluation;
  assert.ok(realTimeFactor !== null && kept >= 0);
  return scores;
}

describe('stemwright evaluate, interrupted', () => {
  it('goes on from its file of scores and ends in the same result', () =>
    withTemporaryFolder(async (folder) => {
      const dataset = path.join(folder, 'dataset');
      const scores = path.join(folder, 'scores.jsonl');
      await writeBandDataset(dataset, 3);
      const command = ['evaluate', dataset, '--model', 'gaussian', '--steps', STEPS, '--json'];
      const whole = await runCli(command);
      assert.equal(whole.exitCode, 0, whole.stderr);

      const keeping = [...command, '--scores', scores];
      const interrupted = await runCli(keeping, {
        when: { stderrHas: 'Track00002 (2 of 3)', act: (child) => child.kill('SIGINT') },
      });
      assert.equal(interrupted.exitCode, 130);
      assert.match(interrupted.stderr, /scores\.jsonl: the same command goes on from there/);
      const [, first, ...more] = (await readFile(scores, 'utf8')).trimEnd().split('\n');
      assert.equal((JSON.parse(first!) as { track: string }).track, 'Track00001');

      const resumed = await runCli(keeping);
      assert.equal(resumed.exitCode, 0, resumed.stderr);
      assert.doesNotMatch(resumed.stderr, /^Track00001/m);
      assert.equal((JSON.parse(resumed.stdout) as Evaluation).kept, 1 + more.length);
      assert.deepEqual(scoresOf(resumed.stdout), scoresOf(whole.stdout));
    }));
});
