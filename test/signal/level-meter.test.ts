/** Peak and mean square since the last reading. */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { LevelMeter } from '../../src/signal/level-meter.js';

describe('A level meter', () => {
  it('has the peak of either sign and the mean square of all rows since it was read last', () => {
    const meter = new LevelMeter();
    meter.add(Float32Array.of(0.5, -0.75));
    meter.add(Float32Array.of(0.25, 0));
    // exact in binary: (0.25 + 0.5625 + 0.0625) / 4
    assert.deepEqual(meter.read(), { peak: 0.75, square: 0.21875 });
    meter.add(Float32Array.of(-0.125));
    assert.deepEqual(meter.read(), { peak: 0.125, square: 0.015625 });
  });

  it('says 0 of nothing', () => {
    assert.deepEqual(new LevelMeter().read(), { peak: 0, square: 0 });
  });
});
