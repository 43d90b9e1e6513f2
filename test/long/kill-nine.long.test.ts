/**
 * kill -9 at a hundred random moments of a job; by `npm run check:long`.
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { killDaemons } from '../support/killed-daemon.js';

describe('A daemon killed at work', () => {
  it('leaves only whole stems after the next start, a hundred times', async () => {
    const caught = await killDaemons(100, 3);
    // jobs follow one another without a pause: if none had been caught in the middle, nothing would have been tested
    assert.ok(caught > 0, 'no daemon was killed in the middle of a job');
  });
});
