/**
 * The slots of the Max for Live device: filled from what the daemon tells of its model's stems, hidden without one.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';

import { liveStandIn, shownSlots, type LiveStandIn } from '../support/live-stand-in.js';

/** as often as the device asks */
const STEMS_TICKS = 4;

/** A device whose first second has passed. */
function device(): LiveStandIn {
  const live = liveStandIn();
  live.say('bang');
  live.tick();
  return live;
}

/** Answers the device's last question. */
function tell(live: LiveStandIn, stems: readonly string[]): void {
  const asked = live.sent.filter(([address]) => address === '/stemwright/model/stems').at(-1)!;
  const id = asked[1]!;
  for (const stem of stems) {
    live.say('/stemwright/model/stem', id, 'a-model', stem, stem.toUpperCase(), '#ff8000', '');
  }
  live.say('/stemwright/done', id);
}

function askAgain(live: LiveStandIn): void {
  for (let ticks = 0; ticks < STEMS_TICKS; ticks++) live.tick();
}

const names = (count: number) => Array.from({ length: count }, (_, index) => `s${index + 1}`);
const labels = (count: number) => names(count).map((name) => name.toUpperCase());

describe('The slots of the Max for Live device', () => {
  it('are hidden until the daemon has told its stems, show up to eight, and follow another model', () => {
    const live = device();
    assert.deepEqual(shownSlots(live), []);
    tell(live, names(10));
    assert.deepEqual(shownSlots(live), labels(8));
    askAgain(live);
    tell(live, names(2));
    assert.deepEqual(shownSlots(live), labels(2));
    for (const name of ['Want', 'Level', 'Mute', 'Solo']) {
      assert.equal(live.boxes.get(`${name} 3`)!.hidden, 1);
    }
    const orange = [1, 0x80 / 255, 0, 1];
    assert.deepEqual(live.boxes.get('Want 2')!.said.get('activebgoncolor'), orange);
    assert.deepEqual(live.boxes.get('Level 2')!.said.get('_parameter_shortname'), ['S2']);
    assert.deepEqual(live.boxes.get('Clip plays')!.said.get('_parameter_range'), labels(2));
  });

  it('are left alone while nothing changes, so that a menu that is open stays', () => {
    const live = device();
    tell(live, names(4));
    live.boxes.get('Want 1')!.hidden = -1;
    askAgain(live);
    tell(live, names(4));
    assert.equal(live.boxes.get('Want 1')!.hidden, -1);
  });

  it('have no half of an answer, and no answer to an earlier question', () => {
    const live = device();
    live.say('/stemwright/model/stem', 'stems-1', 'a-model', 's1', 'S1', '#ff8000', '');
    assert.deepEqual(shownSlots(live), []);
    askAgain(live);
    live.say('/stemwright/done', 'stems-1');
    assert.deepEqual(shownSlots(live), []);
    tell(live, names(3));
    assert.deepEqual(shownSlots(live), labels(3));
  });

  it('tell of their stem what their controls said before it was known, the last word of each', () => {
    const live = device();
    const levels = () => live.sent.filter(([address]) => String(address).includes('/live/'));
    live.say('gain', 2, -3);
    live.say('gain', 2, -6);
    live.say('mute', 2, 1);
    live.say('gain', 5, -9);
    assert.deepEqual(levels(), []);
    tell(live, names(4));
    assert.deepEqual(levels(), [
      ['/stemwright/live/gain', 's2', -6],
      ['/stemwright/live/mute', 's2', 1],
    ]);
  });

  it('stay empty with a daemon that is older, which the line says', () => {
    const live = device();
    live.say('/stemwright/error', 'stems-1', 'bad-message', 'There is no address');
    assert.match(String(live.shown.get('problem')), /older than this device/);
    live.say('separate');
    assert.match(String(live.shown.get('problem')), /has not named its stems/);
  });
});
