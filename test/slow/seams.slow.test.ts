/**
 * Seams of the released model: where two chunks meet, the stems must be no further from the truth than elsewhere.
 *
 * A paired comparison, because music is louder here than there: the recording is separated twice, the second time half a
 * hop later, so that each seam of one run lies in the middle of a chunk of the other. At each seam the squared error of
 * the run that has it is compared with that of the run that has not.
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { CONFIG } from '../../src/config/config.js';
import { DEFAULTS } from '../../src/config/settings.js';
import { separationGeometry } from '../../src/clips/chunk-geometry.js';
import { presetSampling, samplingPlan } from '../../src/sampling/sampling-settings.js';
import { separateClip } from '../../src/clips/separate-clip.js';
import { readTrack, type StemTrack } from '../../src/evaluation/stem-track.js';
import { startInference } from '../../src/model/inference-handle.js';
import type { Inference } from '../../src/model/inference.js';
import { findModel } from '../../src/model/model-library.js';
import type { SamplingPlan } from '../../src/sampler/sampling-plan.js';
import { sumRows } from '../../src/signal/rows.js';
import { memorySink } from '../support/memory-sink.js';
import { syntheticSource } from '../support/synthetic-source.js';

/** The recording is heard so many times over. */
const TIMES_PLAYED = 2;

function repeatedRow(row: Float32Array, times: number): Float32Array {
  const repeated = new Float32Array(times * row.length);
  for (let start = 0; start < repeated.length; start += row.length) repeated.set(row, start);
  return repeated;
}

/** Stems of the track's mixture when it starts after so many frames of silence; the silence is cut off again. */
async function separateDelayed(
  inference: Inference,
  track: StemTrack,
  delayFrames: number,
): Promise<Float32Array[]> {
  const mixture = sumRows(track.stems);
  const sink = memorySink();
  await separateClip({
    source: syntheticSource({
      rateHz: track.rateHz,
      channels: 1,
      frames: delayFrames + mixture.length,
      blockFrames: 65_536,
      sample: (_, frame) => (frame < delayFrames ? 0 : mixture[frame - delayFrames]!),
    }),
    plan: planOf(inference),
    inference,
    sink,
    stored: (sample) => sample,
    onEvent: () => undefined,
  });
  return track.stems.map((_, stem) => sink.row(0, stem).subarray(delayFrames));
}

function planOf({ card }: Inference): SamplingPlan {
  return samplingPlan(card, 'separate', presetSampling('standard', 0));
}

function squaredError(
  estimate: Float32Array,
  truth: Float32Array,
  start: number,
  end: number,
): number {
  let error = 0;
  for (let t = start; t < end; t++) error += (estimate[t]! - truth[t]!) ** 2;
  return error;
}

describe('Seams between chunks of the released model', () => {
  it('have no more error than the middle of a chunk', async () => {
    const { folder } = await findModel(DEFAULTS.model, DEFAULTS.modelFolders);
    const inference = await startInference({ folder, provider: 'cpu' });
    try {
      const demo = await readTrack(
        { name: 'demo-band', folder: CONFIG.demoFolder },
        inference.card.stems,
      );
      // chunks of six seconds meet four times in twelve, which is too few to compare
      const track = { ...demo, stems: demo.stems.map((stem) => repeatedRow(stem, TIMES_PLAYED)) };
      const { windowFrames, overlapFrames } = separationGeometry(inference.card, planOf(inference));
      const toNative = track.rateHz / inference.card.sampleRateHz;
      const hop = (windowFrames - overlapFrames) * toNative;
      const overlap = overlapFrames * toNative;
      const runs = [
        { delay: 0, stems: await separateDelayed(inference, track, 0) },
        { delay: hop / 2, stems: await separateDelayed(inference, track, hop / 2) },
      ];
      const logRatios: number[] = [];
      runs.forEach(({ delay, stems }, index) => {
        const others = runs[1 - index]!.stems;
        for (let seam = hop - delay; seam + overlap < track.stems[0]!.length; seam += hop) {
          if (seam < 0) continue;
          track.stems.forEach((truth, stem) => {
            const at = (rows: Float32Array[]) =>
              squaredError(rows[stem]!, truth, seam, seam + overlap);
            logRatios.push(Math.log(at(stems) / at(others)));
          });
        }
      });
      const mean = logRatios.reduce((a, b) => a + b) / logRatios.length;
      const variance =
        logRatios.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (logRatios.length - 1);
      const standardError = Math.sqrt(variance / logRatios.length);
      assert.ok(logRatios.length >= 24, `${logRatios.length} comparisons`);
      // One-sided: seams that are no worse exceed 2.5 standard errors once in 160 such recordings; this one is fixed.
      assert.ok(
        mean < 2.5 * standardError,
        `error at seams is exp(${mean.toFixed(3)}) times that elsewhere, standard error ${standardError.toFixed(3)}`,
      );
    } finally {
      await inference.close();
    }
  });
});
