/**
 * The transport: the last word counts, and time goes on from there.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';

import { createTransport, type TransportPosition } from '../../src/capture/transport.js';

function transportAt(startMs: number) {
  let nowMs = startMs;
  const transport = createTransport(() => nowMs);
  return {
    transport,
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

describe('The transport', () => {
  it('has no position until somebody says one', () => {
    assert.equal(transportAt(0).transport.position(), undefined);
  });

  it('plays on from what was said, at its tempo, and stands when it stands', () => {
    const { transport, pass } = transportAt(5000);
    transport.set({ bpm: 90, beatsPerBar: 3, beat: 6, playing: true, source: 'a' });
    pass(2000);
    // 90 beats a minute are 3 in two seconds
    assert.deepEqual(transport.position(), {
      bpm: 90,
      beatsPerBar: 3,
      beat: 9,
      playing: true,
      source: 'a',
      atMs: 7000,
    });
    assert.equal(transport.position(5500)?.beat, 6.75);
    transport.set({ beat: 9.5, playing: false, source: 'a' });
    pass(10_000);
    assert.equal(transport.position()?.beat, 9.5);
  });

  it('believes the last word, and keeps what that leaves out', () => {
    const { transport } = transportAt(0);
    transport.set({ bpm: 90, beatsPerBar: 3, beat: 0, playing: false, source: 'a' });
    transport.set({ beat: 4, playing: true, source: 'b', atMs: -1000 });
    const { bpm, beatsPerBar, source, beat } = transport.position()!;
    assert.deepEqual(
      { bpm, beatsPerBar, source, beat },
      { bpm: 90, beatsPerBar: 3, source: 'b', beat: 5.5 },
    );
  });

  it('assumes 120 in four where nobody said', () => {
    const { transport } = transportAt(0);
    transport.set({ beat: 0, playing: false, source: 'a' });
    const { bpm, beatsPerBar } = transport.position()!;
    assert.deepEqual([bpm, beatsPerBar], [120, 4]);
  });

  it('tells its listeners until they leave', () => {
    const { transport } = transportAt(0);
    const heard: TransportPosition[] = [];
    const leave = transport.subscribe((position) => heard.push(position));
    transport.set({ beat: 1, playing: false, source: 'a' });
    leave();
    transport.set({ beat: 2, playing: false, source: 'a' });
    assert.deepEqual(
      heard.map(({ beat }) => beat),
      [1],
    );
  });

  it('throws at what is no position, and keeps the last one', () => {
    const { transport } = transportAt(0);
    transport.set({ beat: 1, playing: false, source: 'a' });
    const wrongs = [
      ...[0, NaN, 1e-38, 0.99, 1001, Infinity].map((bpm) => ({ bpm })),
      { beat: Infinity },
      { beatsPerBar: 0 },
      { beatsPerBar: NaN },
    ];
    for (const wrong of wrongs) {
      assert.throws(() => {
        transport.set({ beat: 2, playing: false, source: 'a', ...wrong });
      }, /not a transport position/);
    }
    assert.equal(transport.position()?.beat, 1);
  });
});
