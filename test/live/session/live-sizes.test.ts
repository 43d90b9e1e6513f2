/**
 * Which geometry a machine gets, by what one evaluation costs on it.
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { liveGeometry, type LiveCard } from '../../../src/live/session/live-geometry.js';
import { chooseLiveGeometry } from '../../../src/live/session/live-sizes.js';
import { liveSizes } from '../../support/live-sizes.js';

const CARD: LiveCard = {
  kind: 'denoiser',
  name: 'some',
  sampleRateHz: 22050,
  chunkFrames: { trained: 65536, min: 8192, multipleOf: 2048 },
};

/** @param realTime seconds a second of sound takes in one step, all channels together */
const chosen = (realTime: number, nativeRateHz = 44100) =>
  chooseLiveGeometry({
    card: CARD,
    nativeRateHz,
    cost: realTime / CARD.sampleRateHz,
    latencyLimitSeconds: 1.5,
  });

describe('The geometry of a live session', () => {
  for (const nativeRateHz of [44100, 48000, 96000]) {
    it(`stays within 1.5 s at ${nativeRateHz} Hz on two slow cores, and leaves every window time to be computed`, () => {
      // stereo in one step at 0.07 to 0.15 s per second and channel
      for (const realTime of [0.14, 0.2, 0.3]) {
        const geometry = chosen(realTime, nativeRateHz);
        assert.ok(geometry.latencyFrames <= 1.5 * nativeRateHz);
        const stepSeconds = (realTime * geometry.windowFrames) / CARD.sampleRateHz;
        assert.ok(stepSeconds < geometry.computeMarginFrames / nativeRateHz);
        assert.ok(stepSeconds < geometry.hopFrames / CARD.sampleRateHz);
      }
    });
  }

  it('has less latency the faster the machine is', () => {
    const latencies = [0.02, 0.1, 0.2, 0.3].map((realTime) => chosen(realTime).latencyFrames);
    assert.deepEqual(
      latencies,
      [...latencies].sort((a, b) => a - b),
    );
    assert.ok(latencies[0]! < latencies[3]!);
  });

  it('takes shorter windows on a machine where long ones would not stay within the limit', () => {
    assert.ok(chosen(0.55).windowFrames < chosen(0.2).windowFrames);
  });

  it('is still one that fits the model where no window can be computed in time', () => {
    const { windowFrames, hopFrames, lookAheadFrames } = chosen(3);
    assert.equal(hopFrames + lookAheadFrames, windowFrames);
  });

  it('refuses sizes that the graph does not take', () => {
    const sizes = {
      windowFrames: 16384,
      hopFrames: 4096,
      lookAheadFrames: 4096,
      computeMarginFrames: 1,
    };
    const refused: [object, RegExp][] = [
      [{ hopFrames: 5000 }, /hopFrames must be a multiple of 2048, got 5000/],
      [{ windowFrames: 6144 }, /window of 6144/],
      [{ hopFrames: 14336 }, /window of 16384/],
      [{ computeMarginFrames: 0 }, /computeMarginFrames/],
    ];
    for (const [change, message] of refused) {
      assert.throws(() => liveGeometry(liveSizes({ ...sizes, ...change }), CARD, 44100), message);
    }
  });

  it('has room for the one length that a graph takes, however long, and none for chunks without a hop', () => {
    const demand = { nativeRateHz: 44100, cost: 0.1 / 22050, latencyLimitSeconds: 1.5 };
    const only = { trained: 262_144, min: 262_144, multipleOf: 262_144 };
    for (const multipleOf of [262_144, 8192]) {
      const card: LiveCard = { ...CARD, chunkFrames: { ...only, multipleOf } };
      if (multipleOf === only.trained) {
        // nothing is left of it beside its look-ahead
        assert.throws(() => chooseLiveGeometry({ ...demand, card }), { code: 'unsupported-task' });
      } else {
        assert.equal(chooseLiveGeometry({ ...demand, card }).windowFrames, 262_144);
      }
    }
    for (const [sampleRateHz, trained] of [
      [22050, 8],
      [384_000, 2048],
    ] as const) {
      const card = { ...CARD, sampleRateHz, chunkFrames: { trained, min: 1, multipleOf: 1 } };
      assert.throws(() => chooseLiveGeometry({ ...demand, card }), {
        code: 'unsupported-task',
        message: /frames at once .* too few to play live/,
      });
    }
  });

  describe('of a separator', () => {
    const HTDEMUCS: LiveCard = {
      kind: 'separator',
      name: 'htdemucs',
      sampleRateHz: 44_100,
      chunkFrames: { trained: 343_980, min: 343_980, multipleOf: 343_980 },
      edgeFrames: 2048,
    };
    /** @param chunkSeconds what a chunk takes */
    const demand = (card: LiveCard, chunkSeconds: number, latencyLimitSeconds = 1.5) => ({
      card,
      nativeRateHz: 44_100,
      cost: chunkSeconds / card.chunkFrames.trained,
      latencyLimitSeconds,
    });

    it('that takes 7.8 s at once is as late as computing that takes: its past may be long', () => {
      const { windowFrames, hopFrames, lookAheadFrames, knownFrames, latencyFrames } =
        chooseLiveGeometry(demand(HTDEMUCS, 0.2));
      assert.equal(windowFrames, 343_980);
      assert.ok(hopFrames >= 0.2 * 44_100);
      assert.ok(lookAheadFrames >= 2048 + 0.02 * 44_100);
      assert.equal(knownFrames, 0);
      assert.ok(latencyFrames <= 1.5 * 44_100);
    });

    it('is refused with its latency where that is beyond the limit', () => {
      assert.throws(() => chooseLiveGeometry(demand(HTDEMUCS, 2)), {
        code: 'unsupported-task',
        // 1.4 x 2 s of hop, as long again and 0.08 s for computing, 0.19 s ahead, and the filters' delays
        message:
          /"htdemucs" takes 7\.80 s at once, .* needs 2\.00 s .* come 5\.9\d s late, and 1\.50 s are allowed/,
      });
      assert.ok(chooseLiveGeometry(demand(HTDEMUCS, 2, 6)).latencyFrames <= 6 * 44_100);
    });

    it('is refused where no chunk can be computed in its own time', () => {
      assert.throws(() => chooseLiveGeometry(demand(HTDEMUCS, 8, 30)), {
        code: 'unsupported-task',
        message: /needs 8\.00 s for it: too much to play live/,
      });
    });

    it('of short chunks has hops and look-aheads that fit into them', () => {
      const chunkFrames = { trained: 4096, min: 4096, multipleOf: 4096 };
      const card = { ...HTDEMUCS, chunkFrames, edgeFrames: 32 };
      const { hopFrames, lookAheadFrames } = chooseLiveGeometry(demand(card, 0.002));
      assert.ok(hopFrames + lookAheadFrames + 32 <= 4096);
      const tooShort = { ...card, chunkFrames: { trained: 1792, min: 1792, multipleOf: 1792 } };
      assert.throws(() => chooseLiveGeometry(demand(tooShort, 0.002)), {
        message: /too few to play live/,
      });
    });

    it('of any length takes shorter windows where long ones are late, as other models do', () => {
      const card = { ...HTDEMUCS, chunkFrames: { trained: 343_980, min: 8192, multipleOf: 1024 } };
      const fast = chooseLiveGeometry(demand(card, 0.5)).windowFrames;
      const slow = chooseLiveGeometry(demand(card, 4)).windowFrames;
      assert.ok(slow < fast && slow % 1024 === 0, `${slow} and ${fast}`);
    });
  });
});
