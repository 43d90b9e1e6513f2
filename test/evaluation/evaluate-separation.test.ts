/**
 * An evaluation as a whole, on predictions: what a bad track costs, and when a kept score is taken instead of computing it.
 */
import assert from 'node:assert/strict';
import { copyFile, cp, mkdir, rename, rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'mocha';
import {
  evaluateSeparation,
  type Evaluation,
  type EvaluationProgress,
} from '../../src/evaluation/evaluate-separation.js';
import { predictionEstimator } from '../../src/evaluation/prediction-estimator.js';
import { paperProtocol, type Protocol } from '../../src/evaluation/protocol.js';
import { openScoreFile } from '../../src/evaluation/score-file.js';
import { bandPart, writeBandDataset, writeBandTrack } from '../support/band-dataset.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';
import { promiseMore } from '../support/wav-file.js';

const STEMS = ['bass', 'drums'];
const JOB: Protocol = { rateHz: undefined, chunkFrames: undefined };

interface Folders {
  readonly dataset: string;
  readonly predictions: string;
  readonly scores: string;
}

/** Two tracks, predicted perfectly. */
function withPredictedDataset(use: (folders: Folders) => Promise<void>): Promise<void> {
  return withTemporaryFolder(async (folder) => {
    const at = (name: string) => path.join(folder, name);
    await writeBandDataset(at('dataset'), 2);
    await cp(at('dataset'), at('predictions'), { recursive: true });
    await use({
      dataset: at('dataset'),
      predictions: at('predictions'),
      scores: at('scores.jsonl'),
    });
  });
}

interface How {
  readonly settings?: string;
  readonly protocol?: Protocol;
  readonly progress?: EvaluationProgress[];
  readonly onLeftOut?: (sentence: string) => void;
  readonly onDamage?: (sentence: string) => void;
}

async function evaluated(
  { dataset, predictions, scores }: Folders,
  { settings, protocol = JOB, progress = [], ...listeners }: How = {},
): Promise<Evaluation> {
  return evaluateSeparation(predictionEstimator(predictions, STEMS, protocol), {
    dataset,
    stems: STEMS,
    protocol,
    limit: Infinity,
    keeping: settings === undefined ? undefined : { scores: await openScoreFile(scores), settings },
    onProgress: (event) => progress.push(event),
    ...listeners,
  });
}

describe('an evaluation', () => {
  it('goes on after a track that has no prediction, and says so in the end', () =>
    withPredictedDataset(async (folders) => {
      await rm(path.join(folders.predictions, 'Track00001'), { recursive: true });
      const { tracks, windows, failed, active } = await evaluated(folders);
      assert.deepEqual([tracks, windows], [1, 1]);
      // a prediction that is the target to the bit is limited by the metric's e = 1e-8 only
      assert.ok(active.meanDb! > 60);
      assert.equal(failed.length, 1);
      assert.equal(failed[0]!.track, 'Track00001');
      assert.equal(failed[0]!.code, 'input-missing');
      assert.match(failed[0]!.message, /predictions\/Track00001/);
    }));

  it('has no means, and no sum error, when no track could be scored', () =>
    withPredictedDataset(async (folders) => {
      await rm(folders.predictions, { recursive: true });
      const { tracks, failed, active, paper, sumErrorDbfs } = await evaluated(folders);
      assert.equal(tracks, 0);
      assert.equal(failed.length, 2);
      assert.deepEqual([active.meanDb, paper.meanDb, sumErrorDbfs], [null, null, null]);
    }));

  it('in the paper’s protocol is of whole chunks at its rate, and names the tracks that have none', () =>
    withPredictedDataset(async (folders) => {
      const seconds = 15;
      for (const folder of [folders.dataset, folders.predictions]) {
        const parts = { bass: bandPart(1, seconds), drums: bandPart(40, seconds) };
        await writeBandTrack(path.join(folder, 'Track00001'), parts);
      }
      const job = await evaluated(folders);
      // windows of 4 s every 2 s in 15 s, and the one of the other track
      assert.equal(job.windows, 6 + 1);
      const paper = await evaluated(folders, { protocol: paperProtocol() });
      // in 262,144 frames at 22,050 Hz, 11.9 s
      assert.equal(paper.windows, 4);
      assert.deepEqual(
        paper.failed.map(({ track, code }) => [track, code]),
        [['Track00002', 'input-empty']],
      );
    }));

  it('tells what the files that it reads lack, of tracks and of predictions', () =>
    withPredictedDataset(async (folders) => {
      const files = [
        path.join(folders.dataset, 'Track00001', 'bass.wav'),
        path.join(folders.predictions, 'Track00002', 'drums.wav'),
      ];
      for (const file of files) await promiseMore(file);
      const told: string[] = [];
      const { tracks, damage } = await evaluated(folders, {
        onDamage: (sentence) => told.push(sentence),
      });
      assert.equal(tracks, 2);
      assert.deepEqual(damage, told);
      for (const [index, file] of files.entries()) {
        assert.ok(damage[index]!.startsWith(`${file} is cut short`), damage[index]);
      }
      assert.equal(damage.length, 2);
    }));

  it('says of stems of different lengths which of them is cut short', () =>
    withPredictedDataset(async (folders) => {
      const file = path.join(folders.dataset, 'Track00001', 'drums.wav');
      await truncate(file, 20_000);
      const { failed } = await evaluated(folders);
      assert.equal(failed.length, 1);
      assert.match(failed[0]!.message, /must have one rate and length: .*drums\.wav is cut short/);
    }));

  it('says what counts as silence, and which folders hold no stems', () =>
    withPredictedDataset(async (folders) => {
      for (const folder of [folders.dataset, folders.predictions]) {
        await rm(path.join(folder, 'Track00001', 'drums.wav'));
      }
      await mkdir(path.join(folders.dataset, 'Track00003'));
      await writeFile(path.join(folders.dataset, 'Track00003', 'Drums.aiff'), '');
      const told: string[] = [];
      const { leftOut } = await evaluated(folders, {
        onLeftOut: (sentence) => told.push(sentence),
      });
      assert.deepEqual(leftOut, told);
      assert.deepEqual(told, [
        `Folders of ${folders.dataset} with no audio of bass, drums are left out: Track00003.`,
        'There is no file of drums in Track00001: it counts as silence there.',
      ]);
    }));

  it('says of which tracks nothing is measured: too short ones, and those that play one stem', () =>
    withPredictedDataset(async (folders) => {
      const short = { bass: bandPart(1, 3), drums: bandPart(40, 3) };
      const alone = { bass: bandPart(1), drums: bandPart(40).fill(0) };
      for (const folder of [folders.dataset, folders.predictions]) {
        await writeBandTrack(path.join(folder, 'Track00001'), short);
        await writeBandTrack(path.join(folder, 'Track00003'), alone);
      }
      const { tracks, windows, unmeasured } = await evaluated(folders);
      assert.deepEqual([tracks, windows], [3, 1]);
      assert.deepEqual(
        unmeasured.map(({ message }) => message),
        [
          'Nothing of Track00001 is measured: it is 3.0 s long, and a window has 4 s.',
          'Nothing of Track00003 is measured: there is no window of 4 s in which two stems play.',
        ],
      );
    }));

  it('takes a kept score for the same audio and settings, whatever the track is called now', () =>
    withPredictedDataset(async (folders) => {
      const first = await evaluated(folders, { settings: 'a' });
      assert.equal(first.kept, 0);
      for (const folder of [folders.dataset, folders.predictions]) {
        await rename(path.join(folder, 'Track00001'), path.join(folder, 'Track00009'));
      }
      const progress: EvaluationProgress[] = [];
      const again = await evaluated(folders, { settings: 'a', progress });
      assert.equal(again.kept, 2);
      assert.deepEqual(progress, []);
      // in another order, of two tracks, sums are the same
      assert.deepEqual({ ...again, kept: 0 }, first);
    }));

  it('scores anew what has other settings, another truth or another prediction', () =>
    withPredictedDataset(async (folders) => {
      await evaluated(folders, { settings: 'a' });
      assert.equal((await evaluated(folders, { settings: 'b' })).kept, 0);
      for (const folder of [folders.dataset, folders.predictions]) {
        const [one, two] = ['Track00001', 'Track00002'].map((name) => path.join(folder, name));
        await copyFile(path.join(one!, 'bass.wav'), path.join(two!, 'bass.wav'));
        assert.equal((await evaluated(folders, { settings: 'a' })).kept, 1, folder);
      }
    }));
});
