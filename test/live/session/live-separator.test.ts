/**
 * The live session on a separator of one short length, through the worker and onnxruntime: the stems are the filter bank's closed
 * form, one latency later.
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { chooseLiveGeometry } from '../../../src/live/session/live-sizes.js';
import { startInference } from '../../../src/model/inference-handle.js';
import { presetSampling, samplingPlan } from '../../../src/sampling/sampling-settings.js';
import { delayedSumError } from '../../support/exact-sum.js';
import {
  FILTER_BANK_RATE_HZ,
  filteredStem,
  writeFilterBankModel,
} from '../../support/filter-bank.js';
import { heldInference } from '../../support/held-inference.js';
import { runLive } from '../../support/live-run.js';
import { worstDifference } from '../../support/planar.js';
import { withTemporaryFolder } from '../../support/temporary-folder.js';
import { whiteNoise } from '../../support/white-noise.js';

/** Graphs of 32 bits are within 5e-6 of the closed form (test/fixtures/separators); cross-fading and restoring add rounding. */
const CLOSED_FORM = 1e-5;
/** Half the spacing of 32-bit floats at full scale for the stems' sum (signal/restore), and once more for storing it. */
const SUM_ERROR = 2 ** -24;

describe('A live session on a separator', () => {
  it('plays the closed form of each stem across its hops, in stereo, and sums to the input', async () => {
    await withTemporaryFolder(async (library) => {
      const folder = await writeFilterBankModel(library, { graph: 'waveform-fixed.onnx' });
      const inner = await startInference({ folder, provider: 'cpu', threads: 1 });
      const rateHz = FILTER_BANK_RATE_HZ;
      const input = [whiteNoise(22_222, 1), whiteNoise(22_222, 2)] as const;
      const geometry = chooseLiveGeometry({
        card: inner.card,
        nativeRateHz: rateHz,
        cost: 1e-9,
        latencyLimitSeconds: 1.5,
      });
      const { stems, session, events } = await runLive({
        inference: heldInference(inner),
        plan: samplingPlan(inner.card, 'separate', presetSampling('standard', 0)),
        rateHz,
        geometry,
        input: [...input],
        blockFrames: 512,
      });
      await inner.close();
      assert.deepEqual(
        events.map(({ kind }) => kind),
        ['started'],
      );
      const { latencyFrames } = session.status;
      const played = input[0].length - latencyFrames;
      assert.ok(played > 3 * geometry.hopFrames);
      for (const [stem, name] of inner.card.stems.entries()) {
        for (const [channel, row] of filteredStem([...input], name).entries()) {
          const got = stems[channel * inner.card.stems.length + stem]!.subarray(latencyFrames);
          const expected = Float32Array.from(row.subarray(0, played));
          const worst = worstDifference(got, expected);
          assert.ok(worst <= CLOSED_FORM, `${name}, channel ${channel}: ${worst}`);
        }
      }
      const byStem = stems.map((_, index) => stems[(index % 2) * 4 + Math.floor(index / 2)]!);
      assert.ok(delayedSumError(byStem, [...input], latencyFrames) <= SUM_ERROR);
    });
  });
});
