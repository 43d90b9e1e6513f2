/**
 * Upper and lower bound of imputation, on click trains: each track has a tempo of its own.
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import {
  imputationAgreements,
  type ImputedChunk,
} from '../../src/evaluation/imputation-agreement.js';
import { onsetAgreement } from '../../src/evaluation/onset-agreement.js';
import { onsetStrength, type OnsetStrength } from '../../src/evaluation/onset-strength.js';
import { clickTrain } from '../support/click-train.js';

const RATE_HZ = 22_050;

/** 6 s of clicks, so many frames apart. */
function clicks(periodFrames: number) {
  const frames = 6 * RATE_HZ;
  return onsetStrength(clickTrain({ frames, periodFrames, startFrame: 100 }), RATE_HZ);
}

const SLOW = clicks(15_000);
const MIDDLE = clicks(11_000);
const FAST = clicks(7_000);

type Chunk = ImputedChunk<OnsetStrength>;

function chunk(track: string, stem: string, onsets: Omit<Chunk, 'track' | 'stem'>): Chunk {
  return { track, stem, ...onsets };
}

describe('Imputation agreement', () => {
  const chunks = [
    chunk('a', 'drums', { known: SLOW, real: SLOW, imputed: SLOW }),
    chunk('b', 'drums', { known: MIDDLE, real: MIDDLE, imputed: FAST }),
    chunk('c', 'drums', { known: FAST, real: MIDDLE, imputed: MIDDLE }),
    chunk('c', 'bass', { known: SLOW, real: SLOW, imputed: SLOW }),
  ];
  const [a, b, c, ...more] = imputationAgreements(chunks, onsetAgreement);
  /** rounding in sums of some 500 doubles */
  const TOLERANCE = 1e-12;

  it('compares the true and the imputed stem with the known ones', () => {
    assert.ok(Math.abs(a!.real - 1) < TOLERANCE);
    assert.ok(Math.abs(a!.imputed - 1) < TOLERANCE);
    assert.ok(Math.abs(b!.real - 1) < TOLERANCE);
    assert.equal(b!.imputed, onsetAgreement(FAST, MIDDLE));
    assert.equal(c!.imputed, onsetAgreement(MIDDLE, FAST));
  });

  it('shuffles among the stems of the same name that were made for other tracks', () => {
    const mean = (x: number, y: number) => (x + y) / 2;
    assert.equal(a!.shuffled, mean(onsetAgreement(FAST, SLOW), onsetAgreement(MIDDLE, SLOW)));
    assert.equal(b!.shuffled, mean(onsetAgreement(SLOW, MIDDLE), onsetAgreement(MIDDLE, MIDDLE)));
    assert.deepEqual([a!.track, a!.stem, c!.track], ['a', 'drums', 'c']);
  });

  it('leaves out a stem that was imputed for one track only', () => {
    assert.deepEqual(more, []);
  });
});
