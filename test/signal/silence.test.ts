import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { isSilent, SILENCE_RMS } from '../../src/signal/silence.js';

describe('Silence', () => {
  it('ends at -47.0 dBFS, to the last bit of a sample', () => {
    // 20 log10(1.5e-5) + 10 log10(88,200) = -96.478 + 49.455
    assert.ok(Math.abs(20 * Math.log10(SILENCE_RMS) + 47.023) < 0.001);
    const bits = new Int32Array(1);
    const level = new Float32Array(bits.buffer);
    level[0] = SILENCE_RMS;
    // the 32-bit numbers on either side of the threshold, which itself is none
    if (level[0] > SILENCE_RMS) bits[0]! -= 1;
    const below = level[0];
    bits[0]! += 1;
    const above = level[0];
    assert.ok(below < SILENCE_RMS && SILENCE_RMS < above);
    // a constant's level is itself; four equal squares sum without rounding
    const constant = (value: number) => new Float32Array(4).fill(value);
    assert.equal(isSilent(constant(below)), true);
    assert.equal(isSilent(constant(above)), false);
  });

  it('is the MSDM repository’s rule in 4 s at 22,050 Hz', () => {
    // one sample of height h in n frames: |x|_2 / n = h / n
    const frames = 4 * 22_050;
    const click = (height: number) =>
      Float32Array.from({ length: frames }, (_, t) => (t ? 0 : height));
    assert.equal(isSilent(click(1.499e-5 * frames)), true);
    assert.equal(isSilent(click(1.501e-5 * frames)), false);
  });

  it('does not depend on length, and takes a row without frames as silent', () => {
    const tone = (frames: number) => new Float32Array(frames).fill(0.005);
    assert.deepEqual([tone(10), tone(100_000)].map(isSilent), [false, false]);
    assert.equal(isSilent(tone(0)), true);
  });
});
