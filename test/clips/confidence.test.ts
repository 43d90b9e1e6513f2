/**
 * Confidence on blocks whose powers are known: c = P / (P + kappa d).
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { CONFIDENCE_WINDOW_SECONDS, ConfidenceMeter } from '../../src/clips/confidence.js';
import { createStemBlock, partOfStemBlock, type StemBlock } from '../../src/signal/stem-block.js';

const RATE_HZ = 100;
const WINDOW_FRAMES = CONFIDENCE_WINDOW_SECONDS * RATE_HZ;
/** for sums of a few hundred float32 products in double precision */
const ROUNDING = 1e-6;

/** Two channels, one stem: a square wave of this level in every window, so that its power is level^2. */
function squares(levels: readonly number[], frames = levels.length * WINDOW_FRAMES): StemBlock {
  const block = createStemBlock({ channels: 2, stems: 1, frames });
  for (let i = 0; i < block.data.length; i++) {
    const t = i % frames;
    block.data[i] = levels[Math.floor(t / WINDOW_FRAMES)]! * (t % 2 === 0 ? 1 : -1);
  }
  return block;
}

function measured(written: StemBlock, compared: StemBlock, windows: number): number[] {
  const meter = new ConfidenceMeter(1, RATE_HZ);
  meter.push(written, compared);
  return meter.values(windows)[0]!;
}

function assertNear(got: readonly number[], expected: readonly number[]): void {
  assert.equal(got.length, expected.length);
  got.forEach((value, i) => {
    assert.ok(
      Math.abs(value - expected[i]!) < ROUNDING,
      `${got.join(' ')} != ${expected.join(' ')}`,
    );
  });
}

/** c where the power of the difference is `part` of the stem's, from a measured pair: kappa is the code's own. */
const kappa = (() => {
  const [value] = measured(squares([1]), squares([2]), 1);
  return 1 / value! - 1;
})();

describe('Confidence', () => {
  it('is 1 where both separations agree, and falls with the power of their difference', () => {
    const written = squares([0.5, 0.5, 0.5]);
    const compared = squares([0.5, 0.45, 0.4]);
    assertNear(measured(written, compared, 3), [1, 1 / (1 + kappa / 100), 1 / (1 + kappa / 25)]);
  });

  it('does not depend on the level of the recording while it is heard', () => {
    const [loud] = measured(squares([0.8]), squares([0.72]), 1);
    const [quiet] = measured(squares([0.08]), squares([0.072]), 1);
    assertNear([quiet!], [loud!]);
  });

  it('is 1 for silence that both hear, and little where only one does', () => {
    const whisper = 1e-5;
    const values = measured(squares([0, whisper, 0]), squares([0, -whisper, 0.1]), 3);
    assert.equal(values[0], 1);
    // d = (2 * 10^-5)^2 and P = 10^-4.7, so that d / P = 2 * 10^-5
    assert.ok(values[1]! > 1 - kappa * 3e-5, String(values[1]));
    // d / P = 10^-2 / 10^-4.7 = 500
    assert.ok(values[2]! < 1 / (400 * kappa), String(values[2]));
  });

  it('does not depend on how the separations are cut into blocks', () => {
    const written = squares([0.5, 0.3, 0.1], 2.5 * WINDOW_FRAMES);
    const compared = squares([0.4, 0.3, 0.2], 2.5 * WINDOW_FRAMES);
    const whole = measured(written, compared, 3);
    for (const frames of [1, 7, 64, 499]) {
      const meter = new ConfidenceMeter(1, RATE_HZ);
      for (let start = 0; start < written.frames; start += frames) {
        const end = Math.min(written.frames, start + frames);
        meter.push(partOfStemBlock(written, start, end), partOfStemBlock(compared, start, end));
      }
      assertNear(meter.values(3)[0]!, whole);
    }
  });

  it('has a window for each of the recording’s, also where the model’s rate ends one frame earlier', () => {
    assert.deepEqual(measured(squares([0.5]), squares([0.5]), 2), [1, 1]);
  });
});
