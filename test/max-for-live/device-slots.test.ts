/**
 * The slots of the Max for Live device: filled from what the daemon tells of its model's stems, hidden without one.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';

import { deviceIdOf, liveStandIn, shownSlots, type LiveStandIn } from '../support/live-stand-in.js';

/** as often as the device asks */
const STEMS_TICKS = 4;

/** A device that has heard its daemon. */
function device(): LiveStandIn {
  const live = liveStandIn();
  live.say('bang');
  live.say('/stemwright/heartbeat', deviceIdOf(live), 'idle');
  live.tick();
  return live;
}

function lastAsked(live: LiveStandIn): string | number {
  return live.sent.filter(([address]) => address === '/stemwright/model/stems').at(-1)![1]!;
}

/** Answers the device's last question. */
function tell(live: LiveStandIn, stems: readonly string[], aliases = ''): void {
  const id = lastAsked(live);
  for (const stem of stems) {
    const look = [stem, stem.toUpperCase(), '#ff8000', aliases];
    live.say('/stemwright/model/stem', id, 'a-model', ...look);
  }
  live.say('/stemwright/done', id);
}

function askAgain(live: LiveStandIn): void {
  for (let ticks = 0; ticks < STEMS_TICKS; ticks++) live.tick();
}

const names = (count: number) => Array.from({ length: count }, (_, index) => `s${index + 1}`);
const labels = (count: number) => names(count).map((name) => name.toUpperCase());
const levels = (live: LiveStandIn) =>
  live.sent.filter(([address]) => /live\/(gain|mute|solo)/.test(String(address)));

describe('The slots of the Max for Live device', () => {
  it('are hidden until the daemon has told its stems, show up to eight, and follow another model', () => {
    const live = device();
    assert.deepEqual(shownSlots(live), []);
    tell(live, names(10));
    assert.deepEqual(shownSlots(live), labels(8));
    askAgain(live);
    tell(live, names(2));
    assert.deepEqual(shownSlots(live), labels(2));
    const orange = [1, 0x80 / 255, 0, 1];
    assert.deepEqual(live.boxes.get('Want 2')!.said.get('activebgoncolor'), orange);
    assert.deepEqual(live.boxes.get('Level 2')!.said.get('_parameter_shortname'), ['S2']);
    const roles = [...labels(2), 'a mix'];
    assert.deepEqual(live.boxes.get('Clip plays')!.said.get('_parameter_range'), roles);
  });

  it('have levels folded away until they are wanted, in a device that is wider then', () => {
    const live = device();
    tell(live, names(2));
    const shown = () =>
      ['Level', 'Mute', 'Solo'].flatMap((name) =>
        [1, 2, 3].map((slot) => live.boxes.get(`${name} ${slot}`)!.hidden === 0),
      );
    assert.ok(!shown().includes(true));
    live.say('unfold', 1);
    assert.deepEqual(shown(), [true, true, false, true, true, false, true, true, false]);
    assert.deepEqual(live.told.at(-1), ['width', 840]);
    live.say('unfold', 0);
    assert.ok(!shown().includes(true));
    assert.deepEqual(live.told.at(-1), ['width', 472]);
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
    const early = lastAsked(live);
    live.say('/stemwright/model/stem', early, 'a-model', 's1', 'S1', '#ff8000', '');
    assert.deepEqual(shownSlots(live), []);
    askAgain(live);
    live.say('/stemwright/done', early);
    assert.deepEqual(shownSlots(live), []);
    tell(live, names(3));
    assert.deepEqual(shownSlots(live), labels(3));
  });

  it('say that a model has no vocals, until one that has them, by a name or another, is there', () => {
    const live = device();
    tell(live, ['bass', 'drums']);
    assert.equal(live.shown.get('voices'), 'No vocals in this model');
    askAgain(live);
    tell(live, ['drums', 'vocals']);
    assert.equal(live.shown.get('voices'), '');
    askAgain(live);
    tell(live, ['lead'], 'vox');
    assert.equal(live.shown.get('voices'), '');
  });

  it('send no level for what controls say while a Set loads, nor without a stem: only when they are touched', () => {
    const live = liveStandIn();
    live.say('gain', 2, -3);
    live.say('bang');
    live.say('mute', 2, 1);
    live.say('/stemwright/heartbeat', deviceIdOf(live), 'idle');
    tell(live, names(4));
    live.say('gain', 2, -6);
    live.tick();
    assert.deepEqual(levels(live), []);
    live.say('gain', 5, -9);
    live.say('gain', 2, -9);
    live.say('solo', 1, 1);
    assert.deepEqual(levels(live), [
      ['/stemwright/live/gain', 's2', -9],
      ['/stemwright/live/solo', 's1', 1],
    ]);
  });

  it('follow the daemon’s levels without an answer to them, but not under the hand', () => {
    const live = device();
    tell(live, names(4));
    const id = deviceIdOf(live);
    live.say('/stemwright/live/level', id, 's2', -90, 1, 0);
    const value = (name: string) => live.boxes.get(name)!.said.get('set');
    assert.deepEqual(['Level 2', 'Mute 2', 'Solo 2'].map(value), [[-60], [1], [0]]);
    live.say('gain', 2, -20);
    live.say('/stemwright/live/level', id, 's2', -19, 0, 0);
    assert.deepEqual(['Level 2', 'Mute 2'].map(value), [[-60], [0]]);
    live.pass(500);
    live.say('/stemwright/live/level', id, 's2', -20, 0, 0);
    assert.deepEqual(value('Level 2'), [-20]);
    assert.deepEqual(levels(live), [['/stemwright/live/gain', 's2', -20]]);
  });

  it('stay empty with a daemon that is older, which the line says', () => {
    const live = device();
    live.say('/stemwright/error', lastAsked(live), 'bad-message', 'There is no address');
    assert.match(String(live.shown.get('problem')), /older than this device/);
    live.press('separate');
    assert.match(String(live.shown.get('problem')), /has not named its stems/);
  });
});
