/** Which stems can be imputed at once. */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { stemSubsets } from '../../src/evaluation/stem-subsets.js';

describe('Subsets of stems', () => {
  it('are all but none and all, the smaller first', () => {
    assert.deepEqual(stemSubsets(3), [[0], [1], [2], [0, 1], [0, 2], [1, 2]]);
    const four = stemSubsets(4);
    assert.equal(four.length, 14);
    assert.deepEqual(four[4], [0, 1]);
    assert.deepEqual(four.at(-1), [1, 2, 3]);
    assert.equal(new Set(four.map(String)).size, 14);
  });
});
