/**
 * kill -9 at ten random moments of live recordings; the short version is test/daemon/kill-nine-live.test.ts.
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { killRecordings } from '../support/killed-recordings.js';

describe('A daemon killed while it records live', () => {
  it('has recorded whole stems after the next start, ten times', async () => {
    const brokenOff = await killRecordings(10, 2);
    // half of the moments are in the middle of a take
    assert.ok(brokenOff > 0, 'no recording was broken off');
  });
});
