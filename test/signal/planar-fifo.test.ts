import assert from 'node:assert/strict';
import { describe, it } from 'mocha';

import { PlanarFifo } from '../../src/signal/planar-fifo.js';

/** Two rows that count frames: [t], [-t]. */
function counting(from: number, frames: number) {
  const row = Float32Array.from({ length: frames }, (_, t) => from + t);
  return [row, row.map((value) => -value)];
}

describe('PlanarFifo', () => {
  it('gives frames back in order, whatever the sizes they come and go in', () => {
    const fifo = new PlanarFifo(2);
    let written = 0;
    let read = 0;
    for (let turn = 0; turn < 400; turn++) {
      const incoming = (turn * 7) % 13;
      fifo.append(counting(written, incoming));
      written += incoming;
      const outgoing = Math.min(fifo.frames, (turn * 5) % 11);
      const expected = counting(read, outgoing);
      assert.deepEqual([fifo.peek(0, outgoing), fifo.peek(1, outgoing)], expected);
      fifo.drop(outgoing);
      read += outgoing;
      assert.equal(fifo.frames, written - read);
    }
    assert.ok(read > 1000);
  });

  it('appends silence where old samples were', () => {
    const fifo = new PlanarFifo(2);
    fifo.append(counting(1, 8));
    fifo.truncate(1);
    fifo.appendZeros(2);
    assert.deepEqual(fifo.peek(0, 3), Float32Array.of(1, 0, 0));
  });

  it('truncates the newest frames and leaves a shorter content alone', () => {
    const fifo = new PlanarFifo(2);
    fifo.append(counting(0, 5));
    fifo.drop(1);
    fifo.truncate(9);
    fifo.truncate(3);
    assert.deepEqual(fifo.peek(0, fifo.frames), Float32Array.of(1, 2, 3));
  });

  it('refuses to read or drop more than it holds, and blocks of another shape', () => {
    const fifo = new PlanarFifo(2);
    fifo.append(counting(0, 3));
    assert.throws(() => fifo.peek(0, 4), /asked for 4 frames, 3/);
    assert.throws(() => fifo.peek(2, 1), /row 2 of 2/);
    assert.throws(() => {
      fifo.drop(4);
    }, /asked for 4 frames, 3/);
    assert.throws(() => {
      fifo.append([new Float32Array(1)]);
    }, /expected 2 rows, got 1/);
    assert.throws(() => {
      fifo.append([new Float32Array(1), new Float32Array(2)]);
    }, /row 1 has 2 frames, row 0 has 1/);
  });
});
