/** The ring behind the captures: the newest frames, each under its number, whatever the blocks are. */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';

import { CaptureRing } from '../../src/capture/capture-ring.js';
import { inBlocks } from '../support/planar.js';

const LIMIT = 100;
const SPARE = 20;

/** Frame n of channel c is n + c / 2: every sample says where it belongs. */
function numbered(frames: number): Float32Array[] {
  return [0, 0.5].map((offset) => Float32Array.from({ length: frames }, (_, n) => n + offset));
}

function filled(frames: number, blockFrames: number): CaptureRing {
  const ring = new CaptureRing({ channels: 2, limitFrames: LIMIT, spareFrames: SPARE });
  for (const block of inBlocks(numbered(frames), blockFrames)) ring.append(block);
  return ring;
}

describe('The capture ring', () => {
  for (const blockFrames of [1, 7, 64, LIMIT + SPARE, 333]) {
    it(`gives back the newest frames bit for bit, fed in blocks of ${blockFrames}`, () => {
      const ring = filled(1000, blockFrames);
      assert.deepEqual([ring.startFrame, ring.endFrame], [900, 1000]);
      assert.deepEqual(
        ring.read(900, 1000),
        numbered(1000).map((row) => row.slice(900)),
      );
      assert.deepEqual(
        ring.read(930, 931),
        numbered(1000).map((row) => row.slice(930, 931)),
      );
    });
  }

  it('keeps what was promised while a cut is read, and no longer', () => {
    const ring = filled(1000, 50);
    const promised = ring.startFrame;
    ring.append(numbered(SPARE));
    assert.equal(ring.read(promised, promised + 1)[0]![0], promised);
    ring.append(numbered(1));
    assert.throws(() => ring.read(promised, promised + 1), /frames 900 to 901, there are 901 to/);
  });

  it('has nothing before the first frame and after the last', () => {
    const ring = filled(10, 10);
    assert.equal(ring.startFrame, 0);
    assert.throws(() => ring.read(0, 11), /there are 0 to 10/);
    assert.throws(() => ring.read(-1, 5), /there are 0 to 10/);
    assert.deepEqual(ring.read(4, 4)[0]!.length, 0);
  });

  it('holds silence where frames are missing, also more than it has room for', () => {
    const ring = filled(90, 90);
    ring.appendSilence(50);
    assert.deepEqual(
      ring.read(40, 140).map((row) => row.indexOf(0)),
      [50, 50],
    );
    ring.appendSilence(1000);
    assert.equal(ring.endFrame, 1140);
    assert.ok(ring.read(1040, 1140).every((row) => row.every((x) => x === 0)));
  });

  it('goes on in the same memory for the next input, and what it holds can be read until it is written over', () => {
    const ring = filled(1000, 50);
    const sizes = { channels: 2, limitFrames: LIMIT, spareFrames: SPARE };
    const next = ring.next(sizes)!;
    assert.deepEqual([next.startFrame, next.endFrame], [0, 0]);
    const later = numbered(70).map((row) => row.map((x) => -1 - x));
    next.append(later);
    assert.deepEqual([...next.read(0, 70)], later);
    assert.throws(() => next.read(-1, 5), /there are 0 to 70/);
    // 120 frames are kept, 70 of them the next ring's
    assert.deepEqual(
      ring.read(950, 1000),
      numbered(1000).map((row) => row.slice(950)),
    );
    assert.throws(() => ring.read(949, 1000), /frames 949 to 1000, there are 950 to 1000/);
    assert.throws(() => {
      ring.append(numbered(1));
    }, /another ring has its memory/);
    assert.equal(next.next({ ...sizes, channels: 1 }), undefined);
    assert.equal(next.next({ ...sizes, limitFrames: LIMIT + 1 }), undefined);
  });

  it('touches all its memory in slices, and changes nothing in it', () => {
    const ring = new CaptureRing({ channels: 2, limitFrames: 1_000_000, spareFrames: 1 });
    const rows = numbered(1000);
    ring.append(rows);
    const slices = [...ring.pages()].length;
    // of 977 pages of 1024 samples in each row, 64 at a time
    assert.equal(slices, Math.floor((2 * 977) / 64));
    assert.deepEqual([...ring.read(0, 1000)], rows);
  });

  it('throws at sizes and blocks that are none', () => {
    const sizes = { channels: 2, limitFrames: LIMIT, spareFrames: SPARE };
    assert.throws(() => new CaptureRing({ ...sizes, channels: 0 }), /channels .* got 0/);
    assert.throws(() => new CaptureRing({ ...sizes, limitFrames: 1.5 }), /limitFrames .* got 1.5/);
    assert.throws(() => {
      filled(1, 1).append([new Float32Array(1)]);
    }, /expected 2 rows, got 1/);
  });
});
