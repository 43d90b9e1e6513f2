/**
 * What every posterior promises, run for each of them: it leaves its inputs alone, restores without
 * drawing noise, is idempotent, treats channels, stems and scale as the equations do, and refuses
 * blocks of another shape.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Denoiser } from '../../src/sampler/denoiser.js';
import type { Known } from '../../src/sampler/posterior/conditioning.js';
import type { Posterior } from '../../src/sampler/posterior/posterior.js';
import {
  createStemBlock,
  stemRow,
  type StemBlock,
  type StemShape,
} from '../../src/signal/stem-block.js';
import { gaussianDenoiser } from './gaussian-denoiser.js';
import { firstDraw, gaussianStems, mixtureOf } from './gaussian-stems.js';
import { forbiddenNoise, recordedNoise } from './recorded-noise.js';
import { maxDistance } from './statistics.js';

/** All a posterior may be given; `make` takes what it needs. */
export interface Given {
  readonly shape: StemShape;
  readonly denoiser: Denoiser;
  readonly mixture: Float32Array;
  readonly known: Known;
  /** the stem that a posterior which favours one favours */
  readonly favoured: number;
}

export interface PosteriorUnderTest {
  readonly name: string;
  readonly make: (given: Given) => Posterior;
  /** generation is given nothing that could have a shape */
  readonly hasShape: boolean;
}

const SHAPE = { channels: 2, stems: 4, frames: 30 };
const LAMBDAS = [0.04, 0.02, 0.01, 1e-6];
const SIGMA = 0.3;
const OTHER_LENGTH = /expected .*(29.* got 60|30.* got .*29)/;

/**
 * Everything at once: the problem of a scale, with its stems in an order and its channels in
 * another.
 */
interface Problem extends Given {
  readonly x: StemBlock;
  readonly sigma: number;
  readonly cover: StemBlock;
}

function problem({ scale = 1, order = [0, 1, 2, 3], channelOrder = [0, 1] } = {}): Problem {
  const arrange = (block: StemBlock, factor: number): StemBlock => {
    const out = createStemBlock(block);
    for (const [channel, from] of channelOrder.entries()) {
      for (const [stem, fromStem] of order.entries()) {
        const row = stemRow(block, from, fromStem).map((value) => factor * value);
        stemRow(out, channel, stem).set(row);
      }
    }
    return out;
  };
  const truth = arrange(gaussianStems(SHAPE, LAMBDAS, 5), scale);
  const mask = new Float32Array(SHAPE.stems * SHAPE.frames).map((_, i) =>
    (order[Math.floor(i / SHAPE.frames)]! + (i % SHAPE.frames)) % 3 === 0 ? 1 : 0,
  );
  return {
    shape: SHAPE,
    denoiser: gaussianDenoiser(order.map((stem) => LAMBDAS[stem]! * scale * scale)),
    mixture: mixtureOf(truth),
    known: { stems: truth, mask },
    favoured: order.indexOf(1),
    x: arrange(gaussianStems(SHAPE, [1, 1, 1, 1], 8), scale * SIGMA),
    sigma: scale * SIGMA,
    // Noise has no scale; its channels and stems are arranged like the rest.
    cover: arrange(firstDraw(SHAPE, 9), 1),
  };
}

interface Outcome {
  readonly started: StemBlock;
  readonly projected: StemBlock;
  readonly denoised: StemBlock;
  readonly restored: StemBlock;
}

async function outcome(make: PosteriorUnderTest['make'], given: Problem): Promise<Outcome> {
  const posterior = make(given);
  const copyOfX = (): StemBlock => ({ ...given.x, data: given.x.data.slice() });
  const started = copyOfX();
  posterior.start(started, given.sigma);
  const projected = copyOfX();
  posterior.project(projected, given.sigma, recordedNoise([given.cover.data]));
  const denoised = await posterior.denoise(projected, given.sigma);
  const restored = copyOfX();
  posterior.project(restored, 0, forbiddenNoise);
  return { started, projected, denoised, restored };
}

const BLOCKS = ['started', 'projected', 'denoised', 'restored'] as const;

export function describePosteriorContract({ name, make, hasShape }: PosteriorUnderTest): void {
  describe(`posterior contract: ${name}`, () => {
    it('leaves the state it denoises, the mixture and the known stems as they were', async () => {
      const given = problem();
      const posterior = make(given);
      await posterior.denoise(given.x, given.sigma);
      posterior.project({ ...given.x, data: given.x.data.slice() }, 0, forbiddenNoise);
      const untouched = problem();
      assert.deepEqual(given.x, untouched.x);
      assert.deepEqual(given.mixture, untouched.mixture);
      assert.deepEqual(given.known, untouched.known);
    });

    it('projected twice at sigma = 0 is where it was after once, with no noise drawn', () => {
      const given = problem();
      const posterior = make(given);
      posterior.project(given.x, 0, forbiddenNoise);
      const once = given.x.data.slice();
      posterior.project(given.x, 0, forbiddenNoise);
      // Four values below 2 are each rounded to 2^-24: that much is left to share the second time,
      // and to round again.
      assert.ok(maxDistance(given.x.data, once) <= 2 * 2 ** -24 * 2);
    });

    it('gives twice the result for twice the problem, bit for bit', async () => {
      // Powers of two are exact in binary: x, y, known, sigma and sqrt(lambda) all scale by 4.
      const small = await outcome(make, problem());
      const large = await outcome(make, problem({ scale: 4 }));
      for (const block of BLOCKS) {
        assert.deepEqual(
          large[block].data,
          small[block].data.map((value) => 4 * value),
          block,
        );
      }
    });

    it('does not mix channels: exchanged channels give exchanged results, bit for bit', async () => {
      const straight = await outcome(make, problem());
      const exchanged = await outcome(make, problem({ channelOrder: [1, 0] }));
      for (const block of BLOCKS) {
        for (const channel of [0, 1]) {
          for (let stem = 0; stem < SHAPE.stems; stem++) {
            assert.deepEqual(
              stemRow(exchanged[block], channel, stem),
              stemRow(straight[block], 1 - channel, stem),
              block,
            );
          }
        }
      }
    });

    it('has no order of stems: renamed stems give renamed results', async () => {
      const order = [2, 0, 3, 1];
      const straight = await outcome(make, problem());
      const renamed = await outcome(make, problem({ order }));
      for (const block of BLOCKS) {
        for (const [stem, from] of order.entries()) {
          const distance = maxDistance(
            stemRow(renamed[block], 0, stem),
            stemRow(straight[block], 0, from),
          );
          // Sums are taken in another order, in double; what is left is the last rounding of values
          // below 4, of the mixture too.
          assert.ok(distance <= 2 * 4 * 2 ** -24, `${block}, stem ${stem}: ${distance}`);
        }
      }
    });

    if (hasShape) {
      it('refuses a state of another length', async () => {
        const posterior = make(problem());
        const other = firstDraw({ ...SHAPE, frames: 29 }, 1);
        assert.throws(() => {
          posterior.start(other, 1);
        }, OTHER_LENGTH);
        await assert.rejects(posterior.denoise(other, 1), OTHER_LENGTH);
      });
    }
  });
}
