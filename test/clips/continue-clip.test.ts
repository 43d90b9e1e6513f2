/**
 * Continuing known stems on the Gaussian model: what is known comes out bit for bit, what is behind it joins without a jump.
 */
import assert from 'node:assert/strict';

import { after, before, describe, it } from 'mocha';

import { continueClip } from '../../src/clips/continue-clip.js';
import type { ClipReport } from '../../src/clips/clip-report.js';
import type { Inference } from '../../src/model/inference.js';
import { presetSampling, samplingPlan } from '../../src/sampling/sampling-settings.js';
import { stemIndex } from '../../src/signal/units.js';
import { openGaussianInference } from '../support/gaussian-inference.js';
import { heldInference } from '../support/held-inference.js';
import { memorySink, type MemorySink } from '../support/memory-sink.js';
import { beating, syntheticSource } from '../support/synthetic-source.js';

const [BASS, DRUMS, GUITAR, PIANO] = [0, 1, 2, 3] as const;
const STEMS = [BASS, DRUMS, GUITAR, PIANO];

interface Given {
  readonly stem: number;
  readonly frames: number;
  readonly channels?: number;
}

/** Each stem has partials of its own. */
function sampleOf(stem: number, rateHz: number): (channel: number, frame: number) => number {
  const sample = beating(rateHz);
  return (channel, frame) => (channel === 1 ? 0.5 : 1) * sample(stem, frame);
}

function largestStep(row: Float32Array): number {
  let most = 0;
  for (let t = 1; t < row.length; t++) most = Math.max(most, Math.abs(row[t]! - row[t - 1]!));
  return most;
}

describe('Continuing a clip', () => {
  let inference: Inference;
  before(async () => {
    inference = await openGaussianInference();
  });
  after(() => inference.close());

  async function goOn(
    given: readonly Given[],
    rateHz: number,
    seconds: number,
    { blockFrames = 5000, channels = 1, on = inference } = {},
  ): Promise<{ sink: MemorySink; report: ClipReport }> {
    const sink = memorySink();
    const report = await continueClip({
      known: given.map(({ stem, frames, channels: own = 1 }) => ({
        stem: stemIndex(stem),
        source: syntheticSource({
          rateHz,
          frames,
          blockFrames,
          channels: own,
          sample: sampleOf(stem, rateHz),
        }),
      })),
      plan: samplingPlan(inference.card, 'impute', { ...presetSampling('standard', 3), steps: 2 }),
      inference: on,
      sink,
      channels,
      seconds,
      onEvent: () => undefined,
    });
    return { sink, report };
  }

  it('keeps what is known to the bit, and goes on for so many seconds without a jump', async () => {
    const rateHz = 44_100;
    const frames = 30_001;
    const given = STEMS.map((stem) => ({ stem, frames, channels: 2 }));
    const { sink, report } = await goOn(given, rateHz, 0.5, { channels: 2 });
    assert.equal(report.frames, frames + 22_050);
    for (const stem of STEMS) {
      const sample = sampleOf(stem, rateHz);
      for (const channel of [0, 1]) {
        const row = sink.row(channel, stem);
        assert.equal(row.length, frames + 22_050);
        const known = Float32Array.from({ length: frames }, (_, t) => sample(channel, t));
        assert.deepEqual(row.subarray(0, frames), known);
        // the fade over 441 frames: cos^2 changes by at most pi / 2 / 441 a frame, between two rows below full scale
        const most = Math.max(largestStep(known), largestStep(row.subarray(frames + 441)));
        const atSeam = largestStep(row.subarray(frames - 1, frames + 442));
        assert.ok(atSeam <= most + Math.PI / 441, `stem ${stem}, ${channel}: ${atSeam} of ${most}`);
        assert.ok(
          row.subarray(frames + 441).every((value) => value !== 0),
          'nothing was generated',
        );
      }
    }
  });

  it('gives the network what is known just as far as it is, each stem for itself', async () => {
    const held = heldInference(inference);
    const given = [
      { stem: DRUMS, frames: 70_000 },
      { stem: BASS, frames: 20_000 },
    ];
    await goOn(given, 22_050, 0.5, { on: held });
    const ends = new Map<number, number>([
      [DRUMS, 70_000],
      [BASS, 20_000],
    ]);
    assert.equal(held.tasks.length, 2);
    for (const { startFrame, frames, known, knownMask } of held.tasks) {
      for (const stem of STEMS) {
        const sample = sampleOf(stem, 22_050);
        for (let t = 0; t < frames; t++) {
          const at = stem * frames + t;
          const isGiven = startFrame + t < (ends.get(stem) ?? 0);
          // of what the window before has made, half of the overlap of 16,384 frames is known, too
          const isMade = startFrame > 0 && t < 8192;
          assert.equal(knownMask![at], isGiven || isMade ? 1 : 0, `${stem} at ${startFrame + t}`);
          if (isGiven) assert.equal(known!.data[at], Math.fround(sample(0, startFrame + t)));
        }
      }
    }
  });

  it('evaluates nothing where everything is known', async () => {
    const held = heldInference(inference);
    const given = STEMS.map((stem) => ({ stem, frames: 150_000 }));
    const { report } = await goOn(given, 22_050, 0.2, { on: held });
    // windows begin every 49,152 frames and hold 65,536; the third is the first that ends behind 150,000
    assert.deepEqual(
      held.tasks.map(({ startFrame }) => startFrame),
      [98_304],
    );
    assert.equal(report.frames, 150_000 + 4410);
  });

  it('generates stems that are not given from the beginning, and short ones from their end on', async () => {
    const rateHz = 48_000;
    const given = [
      { stem: PIANO, frames: 40_000 },
      { stem: BASS, frames: 25_000, channels: 2 },
    ];
    const { sink } = await goOn(given, rateHz, 0.25, { channels: 2 });
    const rows = STEMS.map((stem) => sink.row(0, stem));
    for (const row of rows) assert.equal(row.length, 40_000 + 12_000);
    const sample = sampleOf(PIANO, rateHz);
    for (const channel of [0, 1]) {
      const piano = Float32Array.from({ length: 40_000 }, (_, t) => sample(0, t));
      assert.deepEqual(sink.row(channel, PIANO).subarray(0, 40_000), piano);
    }
    // drums behind their beginning, bass behind its end: sound everywhere
    for (const [stem, start] of [
      [DRUMS, 0],
      [BASS, 25_000],
    ] as const) {
      for (let t = start; t < 50_000; t += 2000) {
        const loudest = Math.max(...rows[stem]!.subarray(t, t + 2000).map(Math.abs));
        assert.ok(loudest > 1e-3, `stem ${stem} at ${t}: ${loudest}`);
      }
    }
  });

  it('does not depend on the blocks that are read', async () => {
    const given = [
      { stem: BASS, frames: 90_003 },
      { stem: DRUMS, frames: 77_777, channels: 2 },
    ];
    const options = { channels: 2 };
    const one = await goOn(given, 44_100, 0.4, { ...options, blockFrames: 100_000 });
    const other = await goOn(given, 44_100, 0.4, { ...options, blockFrames: 997 });
    for (const stem of STEMS) {
      for (const channel of [0, 1]) {
        assert.deepEqual(other.sink.row(channel, stem), one.sink.row(channel, stem));
      }
    }
  });

  it('has nothing to say where nothing is known', async () => {
    const { report } = await goOn([{ stem: BASS, frames: 0 }], 44_100, 0.4);
    assert.equal(report.frames, 0);
  });
});
