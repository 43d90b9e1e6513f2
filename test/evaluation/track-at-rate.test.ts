/** A track at the model's rate: as long in seconds, the same sound; and the track itself where nothing is to be done. */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { trackAtRate } from '../../src/evaluation/track-at-rate.js';
import { maxDistance } from '../support/statistics.js';

const sine = (rateHz: number, hz: number): Float32Array =>
  Float32Array.from({ length: rateHz }, (_, t) => 0.5 * Math.sin((2 * Math.PI * hz * t) / rateHz));

describe('a track at another rate', () => {
  it('has every stem resampled', async () => {
    const stems = [sine(44_100, 100), sine(44_100, 440)];
    const track = await trackAtRate({ name: 'a', rateHz: 44_100, stems }, 22_050);
    assert.equal(track.rateHz, 22_050);
    for (const [index, hz] of [100, 440].entries()) {
      const row = track.stems[index]!;
      assert.equal(row.length, 22_050);
      // away from the ends, where silence is filtered in; noise and ripple are 5.6e-6 of the tone (test/signal/resampler),
      // which is 0.5 at most
      const middle = (of: Float32Array) => of.subarray(2000, 20_000);
      assert.ok(maxDistance(middle(row), middle(sine(22_050, hz))) < 3e-6);
    }
  });

  it('is itself where it has the rate', async () => {
    const track = { name: 'a', rateHz: 22_050, stems: [sine(22_050, 100)] };
    assert.equal(await trackAtRate(track, 22_050), track);
  });
});
