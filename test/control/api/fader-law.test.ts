/**
 * The law of faders: a cube law with a bottom, and its inverse, by which motor faders find their place.
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { faderDb, faderPosition, STEM_FADER_DB } from '../../../src/control/api/fader-law.js';

describe('The law of faders', () => {
  it('is a cube law: the amplitude at a position, against that at the top, is the position cubed', () => {
    for (const position of [0.2, 0.5, 0.9, 1]) {
      const amplitude = 10 ** ((faderDb(position, STEM_FADER_DB) - STEM_FADER_DB.to) / 20);
      assert.ok(Math.abs(amplitude - position ** 3) < 1e-12, String(position));
    }
  });

  it('has an inverse, within its range', () => {
    for (const db of [-59.9, -24, -6, 0, 6]) {
      const back = faderDb(faderPosition(db, STEM_FADER_DB), STEM_FADER_DB);
      assert.ok(Math.abs(back - db) < 1e-9, `${db} dB came back as ${back}`);
    }
  });

  it('rests at the bottom below its range, and at the top above it', () => {
    assert.equal(faderDb(0, STEM_FADER_DB), -60);
    assert.equal(faderDb(0.01, STEM_FADER_DB), -60);
    for (const db of [-60, -120]) assert.equal(faderPosition(db, STEM_FADER_DB), 0);
    assert.equal(faderPosition(24, STEM_FADER_DB), 1);
  });
});
