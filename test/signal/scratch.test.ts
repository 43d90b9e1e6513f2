/** Scratch: the same memory for the same name and length, and never for two names. */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Scratch } from '../../src/signal/scratch.js';

describe('scratch', () => {
  it('gives the same memory again under the same name, with what was left there', () => {
    const scratch = new Scratch();
    scratch.floats('a', 3).fill(7);
    assert.deepEqual([...scratch.floats('a', 3)], [7, 7, 7]);
    scratch.doubles('a', 3).fill(8);
    assert.deepEqual([...scratch.floats('a', 3)], [7, 7, 7]);
  });

  it('gives other memory under another name', () => {
    const scratch = new Scratch();
    scratch.floats('a', 3).fill(7);
    scratch.floats('b', 3).fill(9);
    assert.deepEqual([...scratch.floats('a', 3)], [7, 7, 7]);
  });

  it('takes floats from where it is told to, in its parts as well', () => {
    const scratch = new Scratch((length) => new Float32Array(new SharedArrayBuffer(4 * length)));
    for (const floats of [scratch.floats('a', 3), scratch.part('b').floats('a', 5)]) {
      assert.ok(floats.buffer instanceof SharedArrayBuffer);
    }
    assert.equal(scratch.part('b').floats('a', 5).length, 5);
  });

  it('follows a change of length', () => {
    const scratch = new Scratch();
    assert.equal(scratch.doubles('a', 3).length, 3);
    assert.equal(scratch.doubles('a', 5).length, 5);
    assert.equal(scratch.doubles('a', 3).length, 3);
  });
});
