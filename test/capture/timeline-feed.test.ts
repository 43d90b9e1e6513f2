/** A timeline that is fed from another thread: the same music, by the clock that both share. */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { CaptureKeeper } from '../../src/capture/capture.js';
import { sharedClockMs } from '../../src/capture/shared-clock.js';
import {
  feedTimeline,
  followTimeline,
  type TimelineChange,
} from '../../src/capture/timeline-feed.js';
import { createTransport } from '../../src/capture/transport.js';

const RATE_HZ = 44_100;

/** A transport and a capture whose clock stands still, far from that of threads. */
function source() {
  const nowMs = () => 5000;
  const transport = createTransport(nowMs);
  const capture = new CaptureKeeper({ transport, nowMs, limitSeconds: 10, offsetMs: 3 });
  return { nowMs, transport, capture };
}

describe('A timeline that is fed', () => {
  it('has the music where the transport has it, by the clock of threads, from before it began too', () => {
    const from = source();
    const { transport } = from;
    transport.set({ bpm: 120, beatsPerBar: 3, beat: 7, playing: true, source: 'test', atMs: 4000 });
    const changes: TimelineChange[] = [];
    const earliestMs = sharedClockMs();
    const end = feedTimeline(from, (change) => changes.push(structuredClone(change)));
    const latestMs = sharedClockMs();
    transport.set({ bpm: 60, beatsPerBar: 3, beat: 30, playing: true, source: 'test', atMs: 6500 });
    end();
    transport.set({ bpm: 90, beatsPerBar: 3, beat: 0, playing: true, source: 'test' });
    const positions = changes.flatMap((change) =>
      change.kind === 'position' ? [change.position] : [],
    );
    assert.deepEqual(
      positions.map(({ bpm, beatsPerBar, beat }) => [bpm, beatsPerBar, beat]),
      // a second at 120 is two beats
      [
        [120, 3, 9],
        [60, 3, 30],
      ],
    );
    const [first, second] = positions.map(({ atMs }) => atMs);
    assert.ok(first! >= earliestMs && first! <= latestMs);
    // a double of the clock's size is exact to 2^-12 ms for ages
    assert.ok(Math.abs(second! - first! - 1500) < 2 ** -10);
    const followed = followTimeline(10);
    followed.capture.keeping(RATE_HZ, 1);
    for (const change of changes) followed.take(change);
    const position = followed.capture.timeline().bars.positionAt(second! + 500);
    assert.ok(Math.abs(position!.beat - 30.5) < 1e-6);
    assert.equal(position?.bpm, 60);
  });

  it('counts sound as so late as the other does, at first and when that changes', () => {
    const from = source();
    const followed = followTimeline(10);
    followed.capture.keeping(RATE_HZ, 1);
    const timeline = followed.capture.timeline();
    const end = feedTimeline(from, followed.take);
    assert.equal(timeline.lateFrames, Math.round(0.003 * RATE_HZ));
    from.capture.setOffset(100);
    assert.equal(timeline.lateFrames, 4410);
    end();
    from.capture.setOffset(200);
    assert.equal(timeline.lateFrames, 4410);
  });
});
