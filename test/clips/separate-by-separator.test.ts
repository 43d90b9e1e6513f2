/**
 * Separation of a whole recording by a separator, through the worker and onnxruntime, on the filter bank: there every sample of
 * every stem is known, at seams and ends too.
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { samplingPlan, presetSampling } from '../../src/sampling/sampling-settings.js';
import { separateClip } from '../../src/clips/separate-clip.js';
import type { ClipReport } from '../../src/clips/clip-report.js';
import { startInference } from '../../src/model/inference-handle.js';
import type { Inference } from '../../src/model/inference.js';
import {
  FILTER_BANK_RATE_HZ,
  filteredChannel,
  filteredStem,
  type FilterBankModel,
  writeFilterBankModel,
  writeSeparator,
} from '../support/filter-bank.js';
import { memorySink, type MemorySink } from '../support/memory-sink.js';
import { beating, syntheticSource } from '../support/synthetic-source.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';
import { whiteNoise } from '../support/white-noise.js';

/** Graphs of 32 bits are within 5e-6 of the closed form for noise of full scale (test/fixtures/separators); restoring adds rounding. */
const CLOSED_FORM = 1e-5;
const STEMS = ['drums', 'bass', 'other', 'vocals'];
/** two seams, and a last chunk that is not full */
const FRAMES = 9999;

function noise(channels: number, frames = FRAMES): Float32Array[] {
  return Array.from({ length: channels }, (_, channel) => whiteNoise(frames, channel + 1));
}

interface Separated {
  readonly sink: MemorySink;
  readonly report: ClipReport;
  readonly inference: Inference;
}

async function separated(
  inference: Inference,
  rows: readonly Float32Array[],
  { rateHz = FILTER_BANK_RATE_HZ, blockFrames = 4096, views = 1 } = {},
): Promise<Separated> {
  const sink = memorySink();
  const report = await separateClip({
    source: syntheticSource({
      rateHz,
      channels: rows.length,
      frames: rows[0]!.length,
      blockFrames,
      sample: (channel, frame) => rows[channel]![frame]!,
    }),
    plan: samplingPlan(inference.card, 'separate', { ...presetSampling('standard', 0), views }),
    inference,
    sink,
    stored: (sample) => sample,
    onEvent: () => undefined,
  });
  return { sink, report, inference };
}

async function withModel<Result>(
  model: FilterBankModel,
  work: (inference: Inference) => Promise<Result>,
): Promise<Result> {
  return withTemporaryFolder(async (library) => {
    const folder = await writeFilterBankModel(library, model);
    const inference = await startInference({ folder, provider: 'cpu', threads: 1 });
    try {
      return await work(inference);
    } finally {
      await inference.close();
    }
  });
}

function worstDifference(row: Float32Array, expected: ArrayLike<number>): number {
  assert.equal(row.length, expected.length);
  return row.reduce((worst, value, t) => Math.max(worst, Math.abs(value - expected[t]!)), 0);
}

function assertStereo({ sink, inference }: Separated, rows: readonly Float32Array[]): void {
  for (const [stem, name] of inference.card.stems.entries()) {
    for (let pair = 0; pair < rows.length; pair += 2) {
      const expected = filteredStem([rows[pair]!, rows[pair + 1]!], name);
      for (const side of [0, 1] as const) {
        const worst = worstDifference(sink.row(pair + side, stem), expected[side]);
        assert.ok(worst <= CLOSED_FORM, `${name}, channel ${pair + side}: ${worst}`);
      }
    }
  }
}

describe('Separating a clip with a separator', () => {
  for (const graph of ['waveform-fixed.onnx', 'waveform-free.onnx']) {
    it(`gives the closed form in stereo, left and right heard together, by ${graph}`, async () => {
      await withModel({ graph }, async (inference) => {
        for (const frames of [FRAMES, 4096, 31]) {
          const rows = noise(2, frames);
          assertStereo(await separated(inference, rows), rows);
        }
      });
    });
  }

  for (const graph of ['mono', 'mono-free', 'mono-rows', 'mono-channel']) {
    it(`gives the closed form of each channel by itself by waveform-${graph}.onnx`, async () => {
      await withModel({ graph: `waveform-${graph}.onnx` }, async (inference) => {
        const rows = noise(3, 4444);
        const { sink } = await separated(inference, rows);
        for (const [stem, name] of STEMS.entries()) {
          for (const [channel, row] of rows.entries()) {
            const worst = worstDifference(sink.row(channel, stem), filteredChannel(row, name));
            assert.ok(worst <= CLOSED_FORM, `${name}, channel ${channel}: ${worst}`);
          }
        }
      });
    });
  }

  it('hears mono on both channels and gives their mean, and more channels in pairs', async () => {
    await withModel({ graph: 'waveform-fixed.onnx' }, async (inference) => {
      const four = noise(4);
      assertStereo(await separated(inference, four), four);
      const [first, second, alone] = noise(3) as [Float32Array, Float32Array, Float32Array];
      for (const rows of [[alone], [first, second, alone]]) {
        const { sink } = await separated(inference, rows);
        for (const [stem, name] of STEMS.entries()) {
          // crossed taps cancel: the mean of own + crossed and own - crossed
          const expected = filteredChannel(alone, name);
          const worst = worstDifference(sink.row(rows.length - 1, stem), expected);
          assert.ok(worst <= CLOSED_FORM, `${name} of ${rows.length}: ${worst}`);
        }
      }
    });
  });

  it('gives as the rest what no network gives, and leaves out the outputs that have no stem', async () => {
    const changes = {
      stems: ['vocals', 'instrumental'],
      rest: 'instrumental',
      networks: [
        { graph: 'waveform-two-stems.onnx', contract: 'waveform', stems: ['vocals', null] },
      ],
    };
    await withModel({ graph: 'waveform-two-stems.onnx', changes }, async (inference) => {
      const rows = noise(2) as [Float32Array, Float32Array];
      const { sink } = await separated(inference, rows);
      const vocals = filteredStem(rows, 'vocals');
      for (const side of [0, 1] as const) {
        const rest = rows[side].map((value, t) => value - vocals[side][t]!);
        assert.ok(worstDifference(sink.row(side, 0), vocals[side]) <= CLOSED_FORM);
        assert.ok(worstDifference(sink.row(side, 1), rest) <= CLOSED_FORM);
      }
    });
  });

  it('takes each stem from its own network where there are several', async () => {
    await withTemporaryFolder(async (library) => {
      const graphs = STEMS.map((stem) => `bag/${stem}.onnx`);
      const folder = await writeSeparator(library, graphs, {
        name: 'bag',
        stems: STEMS,
        channels: 2,
        chunkFrames: { trained: 4096, min: 4096, multipleOf: 4096 },
        overlapFrames: 512,
        edgeFrames: 32,
        networks: STEMS.map((stem) => ({
          graph: `${stem}.onnx`,
          contract: 'waveform',
          stems: STEMS.map((other) => (other === stem ? stem : null)),
        })),
      });
      const inference = await startInference({ folder, provider: 'cpu', threads: 1 });
      const rows = noise(2);
      const result = await separated(inference, rows);
      assertStereo(result, rows);
      assert.equal(result.report.evaluations, 4 * result.report.chunks);
      await inference.close();
    });
  });

  it('gives stems that sum to the recording at 44.1, 48 and 96 kHz, whatever the network’s sum is', async () => {
    // the stems of two networks' outputs alone are far from the mixture: all that is missing is shared out
    const changes = { stems: ['vocals', 'drums'] };
    for (const model of [
      { graph: 'waveform-fixed.onnx' },
      { graph: 'waveform-two-stems.onnx', changes },
    ]) {
      await withModel(model, async (inference) => {
        for (const rateHz of [44_100, 48_000, 96_000]) {
          const sample = beating(rateHz);
          const rows = [0, 1].map((channel) =>
            Float32Array.from({ length: rateHz / 4 }, (_, t) => sample(channel, t)),
          );
          const { sink, report } = await separated(inference, rows, { rateHz });
          let worst = 0;
          for (const [channel, row] of rows.entries()) {
            const stems = inference.card.stems.map((_, stem) => sink.row(channel, stem));
            row.forEach((value, t) => {
              const sum = stems.reduce((total, stem) => total + stem[t]!, 0);
              worst = Math.max(worst, Math.abs(sum - value));
            });
          }
          // rounding of the last sum of float32 stems below full scale: 2^-24, -144 dBFS
          assert.ok(20 * Math.log10(worst) <= -120, `${rateHz} Hz: ${worst}`);
          assert.ok(report.sumErrorDbfs !== null && report.sumErrorDbfs <= -120);
        }
      });
    }
  });

  it('gives the same bytes each time, whatever the sizes of the blocks', async () => {
    await withModel({ graph: 'waveform-fixed.onnx' }, async (inference) => {
      const rows = noise(2);
      const [first, ...others] = [
        await separated(inference, rows),
        await separated(inference, rows),
        await separated(inference, rows, { blockFrames: 1000 }),
      ];
      for (const { sink } of others) {
        for (let stem = 0; stem < STEMS.length; stem++) {
          for (const channel of [0, 1]) {
            assert.deepEqual(sink.row(channel, stem), first.sink.row(channel, stem));
          }
        }
      }
    });
  });

  it('hears a chunk at several speeds where views are asked for, and stems sum all the same', async () => {
    await withModel({ graph: 'waveform-fixed.onnx' }, async (inference) => {
      const rows = noise(2);
      const one = await separated(inference, rows);
      const two = await separated(inference, rows, { views: 2 });
      assert.equal(two.report.evaluations, 2 * one.report.evaluations);
      assert.ok(two.report.sumErrorDbfs !== null && two.report.sumErrorDbfs <= -120);
      assert.notDeepEqual(two.sink.row(0, 0), one.sink.row(0, 0));
    });
  });

  it('is silent where the recording is', async () => {
    await withModel({ graph: 'waveform-fixed.onnx' }, async (inference) => {
      const rows = noise(2).map((row) => row.fill(0, 3000, 7000));
      const { sink } = await separated(inference, rows);
      for (let stem = 0; stem < STEMS.length; stem++) {
        assert.ok(
          sink
            .row(0, stem)
            .subarray(3000, 7000)
            .every((value) => value === 0),
        );
      }
    });
  });

  it('has the first chunk prove on the CPU that the network runs, or an evaluation where that is asked for', () =>
    withTemporaryFolder(async (library) => {
      const folder = await writeFilterBankModel(library, {
        graph: 'foreign/endless-memory-when-run.onnx',
        changes: {
          name: 'endless',
          stems: STEMS,
          networks: [{ graph: 'endless-memory-when-run.onnx', contract: 'waveform', stems: STEMS }],
          chunkFrames: { trained: 4096, min: 4096, multipleOf: 4096 },
        },
      });
      await assert.rejects(startInference({ folder, provider: 'cpu', proof: 'at-once' }), {
        code: 'model-invalid',
      });
      const inference = await startInference({ folder, provider: 'cpu' });
      await assert.rejects(separated(inference, noise(2)), {
        code: 'inference-failed',
        message: /on the chunk from 0\.00 s to .* cannot be evaluated/,
      });
      await inference.close();
    }));

  for (const graph of ['nan-when-loud', 'infinite-when-loud']) {
    it(`ends with the chunk's name where a network gives what is not finite: ${graph}`, async () => {
      const changes = {
        name: graph,
        stems: STEMS,
        networks: [{ graph: `${graph}.onnx`, contract: 'waveform', stems: STEMS }],
        chunkFrames: { trained: 4096, min: 4096, multipleOf: 4096 },
      };
      await withModel({ graph: `foreign/${graph}.onnx`, changes }, async (inference) => {
        const rows = noise(2);
        rows[1]![5000] = 0.95;
        await assert.rejects(separated(inference, rows), {
          code: 'inference-failed',
          // chunks begin every 3584 frames: the second from 0.08 s to 0.17 s
          message: new RegExp(
            `${graph}.onnx on the chunk from 0.08 s to 0.17 s gives .* not finite`,
          ),
        });
      });
    });
  }
});
