/**
 * kill -9 at random moments of a job: the next start finds whole stems only, and nothing else.
 */
import { describe, it } from 'mocha';

import { killDaemons } from '../support/killed-daemon.js';

describe('A daemon killed at work', () => {
  it('leaves only whole stems after the next start, ten times', async () => {
    await killDaemons(10, 1);
  });
});
