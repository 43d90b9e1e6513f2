/**
 * Several instances of the Max for Live device, on one computer and one daemon: each hears on a port of its own, and its own jobs.
 */
import assert from 'node:assert/strict';

import {
  problemOf,
  until,
  untilConnected,
  withComputer,
  withLoadedDevice,
} from '../support/device-on-daemon.js';
import { deviceIdOf, liveStandIn, type LiveStandIn } from '../support/live-stand-in.js';
import { answer, request } from '../support/osc-dialogue.js';
import { openUdpProbe } from '../support/osc-probes.js';
import { sharedDaemon } from '../support/shared-daemon.js';

/** of a device without its own knock, before it looks for another port */
const DEAF_SECONDS = 4;
const KNOCK_MS = 250;

function portOf({ told }: LiveStandIn): number {
  return Number(told.findLast(([name]) => name === 'listen')![1]);
}

describe('Instances of the Max for Live device', () => {
  const daemon = sharedDaemon();

  it('in one Live hear on 9131, 9132 and 9133, have ids of their own, and place their own stems only', () =>
    withComputer((computer) => {
      const globals = new Map<string, object>();
      const load = (use: (live: LiveStandIn) => Promise<void>) =>
        withLoadedDevice(computer, daemon.current(), { globals }, use);
      return load(async (first) => {
        await untilConnected(first);
        await load(async (second) => {
          await untilConnected(second);
          await load(async (third) => {
            await untilConnected(third);
            assert.deepEqual([first, second, third].map(portOf), [9131, 9132, 9133]);
            assert.equal(new Set([first, second, third].map(deviceIdOf)).size, 3);
            for (const live of [first, second]) {
              live.say('seconds', 1);
              live.press('generate');
            }
            await until(() => [first, second].every(({ tracks }) => tracks.length === 5), 'tracks');
            assert.equal(third.tracks.length, 1);
            assert.deepEqual([first, second].map(problemOf), ['', '']);
            assert.equal(third.shown.get('stage'), 'ready');
            assert.equal(third.shown.get('problem'), '');
          });
        });
      });
    }));

  it('take no answers away from one that hears already, while they look for a port', () =>
    withComputer((computer) =>
      withLoadedDevice(computer, daemon.current(), {}, async (first) => {
        await untilConnected(first);
        await withLoadedDevice(computer, daemon.current(), {}, async (second) => {
          await untilConnected(second);
          const ports = second.sent.filter(([address]) => String(address).endsWith('subscribe'));
          assert.deepEqual([...new Set(ports.map(([, , port]) => port))], [9132]);
        });
      }),
    ));

  it('look for another port where somebody has taken theirs, and say so where they hear on none', () => {
    const live = liveStandIn();
    let isDeaf = false;
    const knockBack = live.onTell;
    live.onTell = (message) => {
      if (!isDeaf) knockBack(message);
    };
    live.say('bang');
    isDeaf = true;
    for (let second = 0; second < DEAF_SECONDS; second++) live.tick();
    assert.equal(portOf(live), 9131);
    live.pass(KNOCK_MS);
    assert.equal(portOf(live), 9132);
    isDeaf = false;
    live.pass(KNOCK_MS);
    live.tick();
    assert.deepEqual(live.sent.at(-1)!.slice(2), [9133, 30]);
    isDeaf = true;
    for (let second = 0; second < 30; second++) live.tick();
    assert.match(problemOf(live), /^Max hears nothing/);
  });

  it('hear nothing that is not said to them: no heartbeat, no end of a job, no stems', () => {
    const live = liveStandIn();
    live.say('bang');
    for (const id of ['', 'device', 'live-1', `${deviceIdOf(live)}x`]) {
      live.say('/stemwright/heartbeat', id, 'idle');
      live.say('/stemwright/model/stem', id, 'a-model', 's1', 'S1', '#ff8000', '');
      live.say('/stemwright/done', id);
    }
    live.tick();
    assert.equal(live.shown.get('light'), 0);
    assert.ok(!live.sent.some(([address]) => String(address).endsWith('model/stems')));
    live.say('/stemwright/heartbeat', deviceIdOf(live), 'idle');
    assert.equal(live.shown.get('light'), 1);
  });

  it('say nothing of another client’s job that fails', () =>
    withComputer((computer) =>
      withLoadedDevice(computer, daemon.current(), {}, async (live) => {
        await untilConnected(live);
        const other = await openUdpProbe(daemon.current().port);
        try {
          other.send(request('generate', 'other', 3600, 'steps', 1000));
          assert.equal((await answer(other))[0], 'ack');
          other.send(request('cancel', 'end', 'other'));
          for (let said; said !== 'error';) [said] = await answer(other);
        } finally {
          await other.close();
        }
        live.say('seconds', 1);
        live.press('generate');
        await until(() => live.tracks.length === 5, 'tracks');
        assert.equal(problemOf(live), '');
      }),
    ));
});
