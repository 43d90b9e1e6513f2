/**
 * Empty bundles: 8 KB of elements that hold nothing, each of which could be an error reply and a line of log, to a third port.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import { oscBundle } from '../../../test/support/osc-bytes.js';
import { request } from '../../../test/support/osc-dialogue.js';
import type { Attack } from '../attack.js';
import { strangeAddress } from '../strangers.js';

/** with its size: what fits into the longest packet */
const ELEMENTS = 1020;
const EMPTY_ELEMENT = Buffer.alloc(4);
/** one problem and, once a burst, that there are too many */
const REPLIES_A_PACKET = 2;
const PAUSE_MS = 100;

export const emptyBundles: Attack = {
  name: 'empty-bundles',
  holds: 'A packet is answered by two replies at most, whatever is in it.',
  seconds: { short: 1, long: 10 },
  run: async ({ isOver, target, tried, figure, expect, udp }) => {
    const { daemon } = await target();
    const sender = await udp(daemon.port, strangeAddress(0));
    const third = await udp(daemon.port, strangeAddress(0));
    sender.send(request('subscribe', 'third', third.port, 600));
    await sleep(PAUSE_MS);
    const bundle = oscBundle(1n, ...Array.from({ length: ELEMENTS }, () => EMPTY_ELEMENT));
    const before = third.received;
    let sent = 0;
    while (!isOver()) {
      sender.send(bundle);
      sent++;
      await sleep(PAUSE_MS);
    }
    // a heartbeat a second comes there, too
    const heartbeats = 2 + (sent * PAUSE_MS) / 500;
    const replies = third.received - before;
    tried('bundles', sent);
    figure('replies a bundle', replies / sent);
    expect(
      replies <= REPLIES_A_PACKET * sent + heartbeats,
      `${sent} bundles were answered by ${replies} packets to a third port`,
    );
    sender.send(request('subscribe', 'third', 0, 0));
  },
};
