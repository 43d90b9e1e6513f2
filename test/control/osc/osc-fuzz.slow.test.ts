/**
 * The long form of osc-fuzz.test.ts.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';

import { fuzzOscServer } from '../../support/osc-fuzz-server.js';

const PACKETS = 100_000;
/** One by which no damage makes a request that is whole and right (see the fuzzer), which would be done. */
const SEED = 2;

describe('100,000 random and damaged OSC packets', () => {
  it('change nothing but the count of errors', async () => {
    const { counters, ...effects } = await fuzzOscServer(PACKETS, SEED);
    assert.deepEqual(effects, { submitted: [], cancelled: [], loaded: [] });
    assert.equal(counters.faults, 0);
    assert.ok(counters.errors > PACKETS / 2);
  });
});
