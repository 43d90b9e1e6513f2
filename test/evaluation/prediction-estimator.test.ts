/**
 * Predictions that are read instead of a model's stems: they must cover what is scored, in the protocol that is asked for.
 */
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'mocha';
import { predictionEstimator } from '../../src/evaluation/prediction-estimator.js';
import type { Protocol } from '../../src/evaluation/protocol.js';
import type { StemTrack } from '../../src/evaluation/stem-track.js';
import { BAND_RATE_HZ, bandPart, writeBandTrack } from '../support/band-dataset.js';
import { maxDistance } from '../support/statistics.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';
import { inSixteenBits } from '../support/wav-file.js';

const JOB: Protocol = { rateHz: undefined, chunkFrames: undefined };
const CHUNKS: Protocol = { rateHz: BAND_RATE_HZ, chunkFrames: 1000 };
const [BASS, DRUMS] = [inSixteenBits(bandPart(1, 1)), inSixteenBits(bandPart(40, 1))];

function track(frames: number, drums = DRUMS): StemTrack {
  const stems = [BASS, drums].map((row) => row.subarray(0, frames));
  return { name: 'Track00001', rateHz: BAND_RATE_HZ, stems };
}

interface Written {
  readonly frames?: number;
  readonly rateHz?: number;
  readonly without?: string;
}

/** Predictions that are the truth, of so many frames. */
function withPredictions(
  { frames = BASS.length, rateHz = BAND_RATE_HZ, without }: Written,
  use: (predictions: string) => Promise<void>,
): Promise<void> {
  return withTemporaryFolder(async (predictions) => {
    const folder = path.join(predictions, 'Track00001');
    await writeBandTrack(
      folder,
      { bass: BASS.subarray(0, frames), drums: DRUMS.subarray(0, frames) },
      rateHz,
    );
    if (without !== undefined) await rm(path.join(folder, `${without}.wav`));
    await use(predictions);
  });
}

function estimate(predictions: string, protocol: Protocol, of: StemTrack) {
  return predictionEstimator(predictions, ['bass', 'drums'], protocol).estimate(
    of,
    () => undefined,
  );
}

describe('Predictions', () => {
  it('are the stems, with how exactly they sum to the mixture', () =>
    withPredictions({}, async (predictions) => {
      const { stems, sumErrorDbfs, seconds } = await estimate(predictions, JOB, track(8000));
      // below half of full scale, 16 bits written a second time are the same
      assert.equal(maxDistance(stems[1]!, DRUMS), 0);
      // and their sum has no more than 24 bits: exact
      assert.equal(sumErrorDbfs, -200);
      assert.equal(seconds, null);
    }));

  it('may end with the last whole chunk where only those are scored', () =>
    withPredictions({ frames: 7100 }, async (predictions) => {
      const { stems } = await estimate(predictions, CHUNKS, track(7000));
      assert.deepEqual(
        stems.map((row) => row.length),
        [7000, 7000],
      );
      await assert.rejects(estimate(predictions, CHUNKS, track(8000)), {
        code: 'input-format',
        message: /has 7100 frames at 8000 Hz, but Track00001 is scored on 8000 frames at 8000 Hz/,
      });
    }));

  it('must be as long as a track that is scored as a whole', () =>
    withPredictions({ frames: 7999 }, async (predictions) => {
      await assert.rejects(estimate(predictions, JOB, track(8000)), { code: 'input-format' });
      await assert.rejects(estimate(predictions, JOB, track(7998)), { code: 'input-format' });
      await estimate(predictions, JOB, track(7999));
    }));

  it('of another rate are refused, or brought to the rate that is scored at', () =>
    withPredictions({ rateHz: 2 * BAND_RATE_HZ }, async (predictions) => {
      await assert.rejects(estimate(predictions, JOB, track(8000)), {
        code: 'input-format',
        message: /have its rate \(--protocol paper takes any rate\)/,
      });
      const { stems } = await estimate(predictions, CHUNKS, track(4000));
      // the same samples at twice the rate are half as long
      assert.equal(stems[0]!.length, 4000);
    }));

  it('lack no stem that the track has', () =>
    withPredictions({ without: 'drums' }, async (predictions) => {
      await assert.rejects(estimate(predictions, JOB, track(8000)), {
        code: 'input-missing',
        message: /Track00001 has no drums, which the track has/,
      });
      const silent = new Float32Array(8000);
      const { stems } = await estimate(predictions, JOB, track(8000, silent));
      assert.deepEqual(stems[1], silent);
    }));
});
