/**
 * When stems come back after an overrun, and how often that is told.
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import type { SessionEvent } from '../../../src/live/session/session-event.js';
import { OverrunWatch } from '../../../src/live/session/overrun-watch.js';
import { nativeFrames } from '../../../src/signal/units.js';

const HOP_FRAMES = 100;

/** Which hops are used, and what is told, when hops are in time (+) or late (-). */
function watched(hops: string) {
  const events: SessionEvent['kind'][] = [];
  const watch = new OverrunWatch('piano', ({ kind }) => events.push(kind));
  const used = Array.from(hops, (hop, index) => {
    const [startFrame, endFrame] = [index, index + 1].map((n) => nativeFrames(n * HOP_FRAMES));
    return watch.judge({ startFrame: startFrame!, endFrame: endFrame! }, hop === '+') ? '+' : '-';
  }).join('');
  return { used, events, watch };
}

describe('The overrun watch', () => {
  it('uses stems again from the second hop in a row that is in time', () => {
    const { used, events, watch } = watched('++-+-++++');
    assert.equal(used, '++----+++');
    assert.deepEqual(events, ['overrun', 'recovered']);
    assert.equal(watch.passedThroughFrames, 4 * HOP_FRAMES);
  });

  it('waits four times as long after an episode that follows another, up to 32 hops', () => {
    assert.equal(watched(`-++-${'+'.repeat(8)}`).used, `--+-${'-'.repeat(7)}+`);
    const third = `-++-${'+'.repeat(8)}-`;
    assert.equal(watched(third + '+'.repeat(32)).used.lastIndexOf('-'), third.length + 30);
    const fourth = `${third}${'+'.repeat(32)}-`;
    assert.equal(watched(fourth + '+'.repeat(32)).used.lastIndexOf('-'), fourth.length + 30);
  });

  it('forgets that after 32 hops in time', () => {
    const relapse = `-++-${'+'.repeat(8)}`;
    assert.equal(watched(`${relapse}${'+'.repeat(32)}-++`).used.slice(-3), '--+');
  });

  it('tells a machine that is busy for a minute a few times, however its hops come', () => {
    const busy = '-++'.repeat(100);
    const { events } = watched(busy);
    assert.ok(events.length <= 4, events.join());
  });
});
