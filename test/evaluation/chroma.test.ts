/** Pitch classes of tones that are known. */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { chroma } from '../../src/evaluation/chroma.js';
import { sumRows } from '../../src/signal/rows.js';
import { tone } from '../support/tone.js';

const RATE_HZ = 22_050;
/** longer than a window */
const FRAMES = RATE_HZ;

/** MIDI note numbers, A4 = 69 = 440 Hz */
function notes(...numbers: number[]): Float64Array {
  const rows = numbers.map((number) =>
    tone({ hz: 440 * 2 ** ((number - 69) / 12), rateHz: RATE_HZ, frames: FRAMES, amplitude: 0.1 }),
  );
  return chroma(sumRows(rows), RATE_HZ);
}

/** of all of it */
function share(classes: Float64Array, pitchClass: number): number {
  return classes[pitchClass]! / classes.reduce((sum, value) => sum + value, 0);
}

describe('Chroma', () => {
  it('puts every note from C2 to B6 into its pitch class', () => {
    for (let number = 36; number <= 95; number++) {
      // what is left are side lobes of the Hann window, the largest 31 dB down, falling by 18 dB an octave
      assert.ok(share(notes(number), number % 12) > 0.9, `note ${number}`);
    }
  });

  it('tells two notes a semitone apart, as loud as they are', () => {
    const classes = notes(60, 61);
    assert.ok(Math.abs(share(classes, 0) - 0.5) < 0.05);
    assert.ok(Math.abs(share(classes, 1) - 0.5) < 0.05);
  });

  it('does not hear what is below C2 or above C7', () => {
    const [low, high] = [notes(24), notes(108)];
    const heard = notes(60).reduce((sum, value) => sum + value, 0);
    // side lobes again
    for (const classes of [low, high]) {
      assert.ok(classes.reduce((sum, value) => sum + value, 0) < 0.1 * heard);
    }
  });

  it('is zeros for less than a window', () => {
    assert.deepEqual(chroma(new Float32Array(1000).fill(0.1), RATE_HZ), new Float64Array(12));
  });
});
