/**
 * Silent connections: more TCP connections than the daemon takes, which say nothing, and subscriptions for an hour by whoever may
 * subscribe; an honest client comes after them.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import { request } from '../../../test/support/osc-dialogue.js';
import type { Attack } from '../attack.js';
import { Conversation, endOf } from '../conversation.js';
import { strangeAddress } from '../strangers.js';

const TOKEN = 'the-right-token-0123456789';
const CONNECTIONS = 80;
const SUBSCRIBERS = 40;
/** how long a client may be kept out by those who say nothing */
const LET_IN_LIMIT_MS = 40_000;
const TRY_EVERY_MS = 500;

export const silentConnections: Attack = {
  name: 'silent-connections',
  holds: 'Who says nothing, or subscribes for an hour, keeps nobody out for long.',
  seconds: { long: 45 },
  run: async ({ target, tried, figure, expect, udp, tcp }) => {
    const closed = await target({ token: TOKEN });
    for (let index = 0; index < CONNECTIONS; index++) {
      await tcp(closed.daemon.port, strangeAddress(0));
    }
    tried('silent connections', CONNECTIONS);
    const waitedMs = await untilLetIn(closed.daemon.port);
    figure('let in after, s', waitedMs === undefined ? 'never' : waitedMs / 1000);
    expect(waitedMs !== undefined, `silent connections keep clients out for a minute`);

    const open = await target();
    const strangers = [];
    for (let index = 0; index < SUBSCRIBERS; index++) {
      const stranger = await udp(open.daemon.port, strangeAddress(0));
      stranger.send(request('subscribe', 'hour', 0, 3600));
      strangers.push(stranger);
    }
    tried('subscriptions for an hour', SUBSCRIBERS);
    await sleep(TRY_EVERY_MS);
    const client = await Conversation.open({ port: open.daemon.port });
    const end = endOf(await client.ask('subscribe', 0, 60));
    expect(end === 'done', `a subscription after those of one other address ends in ${end}`);
    await client.close();
    for (const stranger of strangers) {
      stranger.send(request('subscribe', 'hour', 0, 0));
    }
  },
};

async function untilLetIn(port: number): Promise<number | undefined> {
  const startMs = performance.now();
  while (performance.now() - startMs < LET_IN_LIMIT_MS) {
    try {
      const client = await Conversation.open({ port, token: TOKEN });
      await client.close();
      return performance.now() - startMs;
    } catch {
      await sleep(TRY_EVERY_MS);
    }
  }
  return undefined;
}
