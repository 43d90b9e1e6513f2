/**
 * Levels of live stems, between the Max for Live device, a real daemon and another controller.
 */
import assert from 'node:assert/strict';

import { until, withDevice } from '../support/device-on-daemon.js';
import type { LiveStandIn } from '../support/live-stand-in.js';
import { request } from '../support/osc-dialogue.js';
import { openUdpProbe } from '../support/osc-probes.js';
import { sharedDaemon } from '../support/shared-daemon.js';

const value = (live: LiveStandIn, name: string) => live.boxes.get(name)!.said.get('set')?.[0];

describe('Live levels in the Max for Live device', () => {
  const daemon = sharedDaemon();

  it('are the daemon’s when a Set loads, follow another controller, and are told when they are touched', async () => {
    const other = await openUdpProbe(daemon.current().port);
    try {
      other.send(request('live/gain', 'bass', -7));
      await withDevice(daemon.current(), {}, async (live) => {
        await until(() => value(live, 'Level 1') === -7, 'the daemon’s level');
        other.send(request('live/mute', 'drums', 1));
        await until(() => value(live, 'Mute 2') === 1, 'the other controller’s mute');
        const sent = () =>
          live.sent.filter(([address]) => /live\/(gain|mute|solo)/.test(String(address)));
        assert.deepEqual(sent(), []);
        live.say('gain', 3, -12.5);
        other.send(request('subscribe', 'o'));
        other.send(request('live/status', 'levels'));
        for (let said; said?.args[1] !== 'guitar';) {
          said = await other.next();
          if (said.args[1] === 'guitar') assert.deepEqual(said.args.slice(2), [-12.5, 0, 0]);
        }
        assert.equal(sent().length, 1);
      });
    } finally {
      await other.close();
    }
  });
});
