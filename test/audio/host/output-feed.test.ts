/**
 * The output feed in front of a simulated device: time passes only as the device takes blocks, so every figure is exact.
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { queueBlocks, type AudioStreamSetup } from '../../../src/audio/host/audio-stream-spec.js';
import { OutputFeed, type FeedCounts } from '../../../src/audio/host/output-feed.js';

const BLOCK_FRAMES = 2000;
const PREFILL_FRAMES = 5000;
const SETUP: AudioStreamSetup = {
  direction: 'output',
  device: 'simulated',
  rateHz: 100_000,
  channels: 1,
  blockFrames: BLOCK_FRAMES,
  prefillFrames: PREFILL_FRAMES,
  holdsLatency: true,
};
const BLOCK_MS = 20;
/** of the device, behind the queue */
const DEVICE_BLOCKS = 3;
const HELD_BLOCKS = queueBlocks(SETUP) + DEVICE_BLOCKS;

/** A device that takes what it can hold at once, then a block in each block's time. */
function simulated(setup: AudioStreamSetup) {
  const played: number[] = [];
  let counts: FeedCounts | undefined;
  let nowMs = 0;
  let taken: (() => void) | undefined;
  const feed = new OutputFeed({
    setup,
    device: {
      write: (bytes: Uint8Array, done: () => void) => {
        played.push(...new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4));
        taken = done;
      },
    },
    onTaken: (now) => (counts = now),
    clock: () => nowMs,
  });
  let sent = 0;
  return {
    feed,
    /** the device takes the block it is offered, so much later */
    take: (afterMs: number) => {
      nowMs += afterMs;
      taken!();
    },
    /** frame n is n + 1 */
    send: (frames: number) => {
      feed.push([Float32Array.from({ length: frames }, () => ++sent)]);
    },
    counts: () => counts!,
    played: () => played,
  };
}

/** Started, full, and at its pace. */
function inPace(setup = SETUP, fillingMs = 0) {
  const device = simulated(setup);
  device.feed.start();
  for (let block = 0; block < HELD_BLOCKS; block++) device.take(fillingMs / HELD_BLOCKS);
  for (let block = 0; block < HELD_BLOCKS; block++) device.take(BLOCK_MS);
  return device;
}

type Hands = Pick<ReturnType<typeof simulated>, 'send' | 'take'>;

const LATE_BLOCKS = 20;
/** What happens in each of the blocks of a mishap, and at its end. */
const MISHAPS: readonly [
  string,
  { readonly duringBlock: (hands: Hands) => void; readonly after: (hands: Hands) => void },
][] = [
  [
    'the device stood still',
    {
      duringBlock: ({ send }) => {
        send(BLOCK_FRAMES);
      },
      after: ({ take }) => {
        take(LATE_BLOCKS * BLOCK_MS);
      },
    },
  ],
  [
    'the writer was late and caught up',
    {
      duringBlock: ({ take }) => {
        take(BLOCK_MS);
      },
      after: ({ send }) => {
        send(LATE_BLOCKS * BLOCK_FRAMES);
      },
    },
  ],
];

describe('the output feed', () => {
  for (const fillingMs of [0, 0.8 * BLOCK_MS]) {
    it(`finds out what queue and device hold by how fast they fill, also in ${fillingMs} ms`, () => {
      assert.equal(inPace(SETUP, fillingMs).counts().heldFrames, HELD_BLOCKS * BLOCK_FRAMES);
    });
  }

  it('plays silence until the prefill waits, then frame after frame', () => {
    const { take, send, counts, played } = inPace();
    const silence = played().length;
    send(PREFILL_FRAMES - 1);
    take(BLOCK_MS);
    send(BLOCK_FRAMES);
    for (let block = 0; block < 4; block++) {
      take(BLOCK_MS);
      send(BLOCK_FRAMES);
    }
    const sound = played().slice(silence + BLOCK_FRAMES);
    // one frame more than the prefill was waiting when it began
    assert.equal(counts().dropped, BLOCK_FRAMES - 1);
    assert.deepEqual(
      sound,
      sound.map((_, n) => n + 1 + counts().dropped),
    );
    assert.equal(counts().taken, sound.length - BLOCK_FRAMES, 'the last block is on offer');
  });

  it('costs one gap when the writer is late, and no crackle', () => {
    const { take, send, played } = inPace();
    send(PREFILL_FRAMES);
    for (let block = 0; block < 10; block++) take(BLOCK_MS);
    for (let block = 0; block < 10; block++) {
      send(BLOCK_FRAMES);
      take(BLOCK_MS);
    }
    const sound = played()
      .join(' ')
      .replace(/^(0 )+/, '');
    assert.equal(sound.split(/(?: 0)+ /).length, 2, 'runs of sound');
  });

  for (const [mishap, spoil] of MISHAPS) {
    it(`has the latency it had, two seconds after ${mishap}`, () => {
      const { take, send, counts } = inPace();
      let sent = PREFILL_FRAMES;
      send(PREFILL_FRAMES);
      const go = (blocks: number) => {
        for (let block = 0; block < blocks; block++) {
          send(BLOCK_FRAMES);
          take(BLOCK_MS);
        }
        sent += blocks * BLOCK_FRAMES;
      };
      const waiting = () => sent - counts().taken - counts().dropped;
      go(10);
      const before = waiting();
      for (let block = 0; block < LATE_BLOCKS; block++) spoil.duringBlock({ send, take });
      spoil.after({ send, take });
      sent += LATE_BLOCKS * BLOCK_FRAMES;
      go(2000 / BLOCK_MS + 2);
      assert.equal(waiting(), before);
      // what was played meanwhile, and what can be made up for by waiting less, was not lost
      assert.ok(counts().dropped <= LATE_BLOCKS * BLOCK_FRAMES, String(counts().dropped));
    });
  }

  it('drops nothing of a writer that is ahead on purpose', () => {
    const { take, send, counts } = inPace({ ...SETUP, holdsLatency: false });
    send(100 * BLOCK_FRAMES);
    for (let block = 0; block < 101; block++) take(BLOCK_MS);
    assert.deepEqual([counts().taken, counts().dropped], [100 * BLOCK_FRAMES, 0]);
  });
});
