/**
 * Which windows and stems count, on signals whose improvement is known in closed form.
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { summarise } from '../../src/evaluation/report.js';
import { scoreTrack } from '../../src/evaluation/separation-score.js';
import { SILENCE_RMS } from '../../src/signal/silence.js';
import { stemScore } from '../../src/evaluation/track-score.js';

const RATE_HZ = 100;
const WINDOW_FRAMES = 4 * RATE_HZ;

/** The metric's e = 1e-8 against energies above 0.01 moves a level by less than 5e-6 dB; float32 by about as much. */
const TOLERANCE_DB = 1e-4;

/** A square wave; two with different odd half-periods ratio 1:2 are orthogonal over whole periods. */
function square(frames: number, halfPeriod: number, level: number): Float32Array {
  return Float32Array.from({ length: frames }, (_, t) =>
    Math.floor(t / halfPeriod) % 2 === 0 ? level : -level,
  );
}

describe('Separation score', () => {
  const frames = 3 * WINDOW_FRAMES;
  const bass = square(frames, 2, 0.1);
  const drums = square(frames, 1, 0.1);
  const silent = new Float32Array(frames);

  it('measures the improvement over the mixture in overlapping windows', () => {
    // Estimates with a tenth of the other stem left: 20 dB against 0 dB for the mixture itself.
    const leaky = (own: Float32Array, other: Float32Array) =>
      own.map((value, t) => value + 0.1 * other[t]!);
    const [bassScore] = scoreTrack(
      [bass, drums],
      [leaky(bass, drums), leaky(drums, bass)],
      RATE_HZ,
    );
    // 12 s in windows of 4 s, hop 2 s
    assert.equal(bassScore!.active.length, 5);
    for (const value of bassScore!.active) assert.ok(Math.abs(value - 20) < TOLERANCE_DB);
  });

  it('skips windows in which fewer than two stems are active', () => {
    const lateDrums = drums.map((value, t) => (t < 2 * WINDOW_FRAMES ? 0 : value));
    const [bassScore] = scoreTrack([bass, lateDrums], [bass, lateDrums], RATE_HZ);
    // windows start at 0, 200, 400, 600, 800; only those from 600 on reach frame 800
    assert.equal(bassScore!.active.length, 2);
  });

  it('takes a stem as active from the level at which it is not silent', () => {
    const counted = (level: number) => {
      const quiet = new Float32Array(WINDOW_FRAMES).fill(level);
      const loud = square(WINDOW_FRAMES, 2, 0.1);
      return scoreTrack([loud, quiet], [loud, quiet], RATE_HZ)[1]!.active.length;
    };
    assert.equal(counted(SILENCE_RMS * 1.01), 1);
    assert.equal(counted(SILENCE_RMS * 0.99), 0);
  });

  it('scores silent stems in the paper’s variant only, by how quiet their estimate is', () => {
    const residual = bass.map((value) => 0.01 * value);
    const [, , pianoScore] = scoreTrack([bass, drums, silent], [bass, drums, residual], RATE_HZ);
    assert.equal(pianoScore!.active.length, 0);
    assert.equal(pianoScore!.paper.length, 5);
    // E_mixture / E_residual per window: (2 * 0.1^2) / (0.001^2) = 20000; e adds 1e-8 to 4e-4, that is 1.1e-4 dB
    const expected = 10 * Math.log10(20000);
    for (const value of pianoScore!.paper) assert.ok(Math.abs(value - expected) < 2e-4);
  });

  it('averages windows per stem, then stems, and has no mean for a stem that never plays', () => {
    const report = summarise(
      ['bass', 'drums', 'piano'],
      [
        [
          { active: [10, 20], paper: [10, 20] },
          { active: [4], paper: [4, 6] },
          { active: [], paper: [30, 40] },
        ].map(stemScore),
        [
          { active: [30], paper: [30] },
          { active: [], paper: [8] },
          { active: [], paper: [50] },
        ].map(stemScore),
      ],
    );
    assert.deepEqual(report.active.perStemDb, { bass: 20, drums: 4, piano: null });
    assert.equal(report.active.meanDb, 12);
    assert.deepEqual(report.paper.perStemDb, { bass: 20, drums: 6, piano: 40 });
    assert.equal(report.paper.meanDb, 22);
    assert.equal(report.windows, 3);
  });
});
