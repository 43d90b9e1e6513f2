/**
 * kill -9 in the middle of a live recording: the next start makes whole files of what is there.
 */
import { describe, it } from 'mocha';

import { killRecordings } from '../support/killed-recordings.js';

describe('A daemon killed while it records live', () => {
  it('has recorded whole stems after the next start', async () => {
    await killRecordings(1, 1);
  });
});
