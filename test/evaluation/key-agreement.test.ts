/** Keys of cadences whose key is known, and how near keys are to each other. */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { keyAgreement, keyStrengths } from '../../src/evaluation/key-agreement.js';
import { concatenateRows, sumRows } from '../../src/signal/rows.js';
import { tone } from '../support/tone.js';

const RATE_HZ = 22_050;
/** of a chord; about a window of chroma */
const FRAMES = 16_384;

/** Semitones above C4. */
type Chord = readonly number[];

/** I IV V I */
const MAJOR: readonly Chord[] = [
  [0, 4, 7],
  [5, 9, 12],
  [7, 11, 14],
  [0, 4, 7],
];
/** i iv V i */
const MINOR: readonly Chord[] = [
  [0, 3, 7],
  [5, 8, 12],
  [7, 11, 14],
  [0, 3, 7],
];

function strengths(chords: readonly Chord[], tonic: number, amplitude = 0.1): Float64Array {
  const played = chords.map((chord) =>
    sumRows(
      chord.map((semitone) =>
        tone({
          hz: 440 * 2 ** ((semitone + tonic - 9) / 12),
          rateHz: RATE_HZ,
          frames: FRAMES,
          amplitude,
        }),
      ),
    ),
  );
  return keyStrengths(concatenateRows(played), RATE_HZ);
}

function best(of: Float64Array): number {
  return of.indexOf(Math.max(...of));
}

describe('Key strengths', () => {
  it('are highest for the key of a cadence, in all twelve, major and minor', () => {
    for (let tonic = 0; tonic < 12; tonic++) {
      assert.equal(best(strengths(MAJOR, tonic)), tonic);
      assert.equal(best(strengths(MINOR, tonic)), 12 + tonic);
    }
  });

  it('of silence are zeros, and agree with nothing', () => {
    const silent = strengths(MAJOR, 0, 1e-4);
    assert.deepEqual(silent, new Float64Array(24));
    assert.equal(keyAgreement(silent, strengths(MAJOR, 0)), 0);
  });
});

describe('Key agreement', () => {
  const c = strengths(MAJOR, 0);
  const agreement = (chords: readonly Chord[], tonic: number) =>
    keyAgreement(c, strengths(chords, tonic));

  it('is 1 with the same harmony, as loud or softer', () => {
    assert.equal(Math.round(1e6 * keyAgreement(c, strengths(MAJOR, 0, 0.02))), 1e6);
  });

  it('is higher for related keys: the fifth and the relative minor before the second, the tritone last', () => {
    const [fifth, relative] = [agreement(MAJOR, 7), agreement(MINOR, 9)];
    const [second, tritone] = [agreement(MAJOR, 2), agreement(MAJOR, 6)];
    assert.ok(fifth > 0.5 && relative > 0.5, `${fifth} ${relative}`);
    assert.ok(Math.min(fifth, relative) > second, `${second}`);
    assert.ok(second > tritone && tritone < -0.5, `${tritone}`);
  });

  it('has a mean of about 0 over all major keys', () => {
    const all = Array.from({ length: 12 }, (_, tonic) => agreement(MAJOR, tonic));
    // strengths turn with the tonic, and over all turns every key weighs the same: what is left are minor against major
    assert.ok(Math.abs(all.reduce((sum, value) => sum + value, 0) / 12) < 0.1);
  });
});
