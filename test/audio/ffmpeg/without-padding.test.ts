/** What is cut behind the stated end of a recording, by blocks of any size. */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import {
  LONGEST_PACKET_FRAMES,
  withoutPadding,
} from '../../../src/audio/ffmpeg/without-padding.js';
import type { DecodedBlock } from '../../../src/audio/formats/audio-stream.js';
import { joined } from '../../support/planar.js';

const row = (frames: number): Float32Array => Float32Array.from({ length: frames }, (_, t) => t);

async function cut(
  frames: number,
  pieceFrames: number,
  statedFrames: number,
): Promise<Float32Array> {
  async function* blocks(): AsyncGenerator<DecodedBlock, void, void> {
    for (let at = 0; at < frames; at += pieceFrames) {
      await Promise.resolve();
      yield { rateHz: 8_000, channelData: [row(frames).subarray(at, at + pieceFrames)] };
    }
  }
  const kept = [];
  for await (const { channelData } of withoutPadding(blocks(), statedFrames))
    kept.push(channelData);
  return joined(kept)[0]!;
}

describe('Padding behind a recording', () => {
  it('is cut, however it is handed over', async () => {
    for (const pieceFrames of [1, 7, 1_024, 1_100]) {
      assert.deepEqual(await cut(1_100, pieceFrames, 1_000), row(1_000));
    }
    assert.deepEqual(await cut(LONGEST_PACKET_FRAMES + 10, 1_024, 10), row(10));
  });

  it('is none where more follows than a packet: then all is kept', async () => {
    for (const pieceFrames of [1_000, 30_000]) {
      assert.deepEqual(await cut(30_000, pieceFrames, 100), row(30_000));
    }
    assert.deepEqual(
      await cut(LONGEST_PACKET_FRAMES + 11, 1_024, 10),
      row(LONGEST_PACKET_FRAMES + 11),
    );
  });

  it('is none where less comes than is stated', async () => {
    assert.deepEqual(await cut(500, 64, 1_000), row(500));
  });
});
