/** A session's meters: in dBFS, twenty a second of sound, and only while somebody wants them. */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { METER_FLOOR_DBFS, type LiveMeters } from '../../../src/live/live.js';
import { SessionMeters } from '../../../src/live/output/session-meters.js';
import { createStemBlock, stemRow } from '../../../src/signal/stem-block.js';
import { tone } from '../../support/tone.js';
import { stemIndex } from '../../../src/signal/units.js';

const RATE_HZ = 44_100;
/** 20 log10(1/2) */
const HALF_DBFS = 20 * Math.log10(0.5);

function metersOf(names: readonly (readonly [stem: number, name: string])[] = []): {
  readonly meters: SessionMeters;
  readonly said: LiveMeters[];
} {
  const said: LiveMeters[] = [];
  const stems = new Map(names.map(([stem, name]) => [stemIndex(stem), name]));
  return {
    meters: new SessionMeters({ rateHz: RATE_HZ, stems, onMeters: (m) => said.push(m) }),
    said,
  };
}

describe('The meters of a live session', () => {
  it('say nothing until they are wanted, and nothing any more when they are not', () => {
    const { meters, said } = metersOf();
    const second = [new Float32Array(RATE_HZ)];
    meters.measure(second);
    meters.setOn(true);
    meters.measure(second);
    meters.setOn(false);
    meters.measure(second);
    assert.equal(said.length, 1);
  });

  it('come 20 times in a second of sound, however long its blocks are', () => {
    for (const blockFrames of [64, 512, 735]) {
      const { meters, said } = metersOf();
      meters.setOn(true);
      for (let at = 0; at < 10 * RATE_HZ; at += blockFrames) {
        meters.measure([new Float32Array(blockFrames)]);
      }
      assert.equal(said.length, 200);
    }
  });

  it('have a sine of half of full scale at -6 dB peak and -9 dB RMS, and silence at the floor', () => {
    const { meters, said } = metersOf([[1, 'drums']]);
    meters.setOn(true);
    const row = tone({ hz: 1000, rateHz: RATE_HZ, frames: RATE_HZ, amplitude: 0.5 });
    meters.measure([row, row], createStemBlock({ channels: 2, stems: 2, frames: RATE_HZ }));
    const [{ input, stems } = assert.fail()] = said;
    // the sample nearest to a crest is within half a frame of it: cos(pi 1000 / 44100) is 0.02 dB
    assert.ok(Math.abs(input.peakDbfs - HALF_DBFS) < 0.03);
    // 1000 whole periods: their mean square is 1/8, to the rounding of 32 bits
    assert.ok(Math.abs(input.rmsDbfs - 10 * Math.log10(1 / 8)) < 1e-5);
    const floor = { peakDbfs: METER_FLOOR_DBFS, rmsDbfs: METER_FLOOR_DBFS };
    assert.deepEqual(stems, { drums: floor });
  });

  it('have each stem by its name, all its channels together', () => {
    const { meters, said } = metersOf([
      [0, 'bass'],
      [2, 'guitar'],
    ]);
    meters.setOn(true);
    const block = createStemBlock({ channels: 2, stems: 3, frames: RATE_HZ });
    stemRow(block, 0, 0).fill(0.5);
    stemRow(block, 1, 0).fill(-0.5);
    stemRow(block, 1, 2).fill(1);
    meters.measure([new Float32Array(RATE_HZ), new Float32Array(RATE_HZ)], block);
    assert.deepEqual(said[0]?.stems, {
      bass: { peakDbfs: 10 * Math.log10(0.25), rmsDbfs: 10 * Math.log10(0.25) },
      guitar: { peakDbfs: 0, rmsDbfs: 10 * Math.log10(0.5) },
    });
  });
});
