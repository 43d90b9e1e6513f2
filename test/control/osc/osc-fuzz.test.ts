/**
 * Whatever arrives, the server goes on: only its count of errors changes.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';

import { fuzzOscServer } from '../../support/osc-fuzz-server.js';
import { fuzzedPackets } from '../../support/osc-packet-fuzzer.js';

const PACKETS = 5000;
const SEED = 9130;

describe('Random and damaged OSC packets', () => {
  it('are the same for the same seed, and others for another', () => {
    const some = (seed: number): Buffer => Buffer.concat([...fuzzedPackets(50, seed)]);
    assert.deepEqual(some(1), some(1));
    assert.notDeepEqual(some(1), some(2));
  });

  it('change nothing but the count of errors', async () => {
    const { counters, ...effects } = await fuzzOscServer(PACKETS, SEED);
    assert.deepEqual(effects, { submitted: [], cancelled: [], loaded: [] });
    assert.equal(counters.faults, 0);
    // both kinds were there: refused packets, and damage that left a request valid
    assert.ok(counters.errors > PACKETS / 2 && counters.handled > PACKETS / 50);
  });
});
