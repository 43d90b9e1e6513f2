/**
 * Web junk: at the page's port come junk, half requests, requests of other hosts and sites, floods of small ones and uploads that go
 * nowhere, while jobs are asked for over OSC, and a page is opened in the end.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import { openPageClient } from '../../../test/support/page-client.js';
import { pageAddress } from '../../../test/support/page-address.js';
import type { Attack } from '../attack.js';
import { strangeAddress, type TcpStranger } from '../strangers.js';

/** more than the page has connections */
const HELD = 600;
const FLOODS = 4;
/** of requests that are sent without waiting for answers */
const PIPELINED = 50;
/** for a page to be let in */
const LET_IN_LIMIT_MS = 10_000;

const HALF_REQUESTS = ['', 'GET', 'POST /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\nX: '];

export const webJunk: Attack = {
  name: 'web-junk',
  holds:
    'Junk, half requests and floods at the page’s port keep neither jobs nor a page from being served.',
  seconds: { short: 3, long: 20 },
  // a line for each fault of the daemon's alone
  bounds: { logKilobytes: 128 },
  run: async ({ random, isOver, target, tried, expect, tcp }) => {
    const watched = await target();
    const address = await pageAddress(watched.daemon);
    const { host, port: text } = new URL(address);
    const port = Number(text);
    const whole: readonly (() => string)[] = [
      () => `GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
      () => `GET /api/results HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
      () => `GET /${'a'.repeat(random.below(20_000))} HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
      () => `GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n`,
      () => `POST /api/events HTTP/1.1\r\nHost: ${host}\r\nOrigin: http://evil.example\r\n\r\n`,
      () => `POST /api/inbox HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 99999999\r\n\r\nx`,
      () =>
        `POST /api/requests HTTP/1.1\r\nHost: ${host}\r\nTransfer-Encoding: chunked\r\n\r\nz\r\n`,
      () => String.fromCharCode(...Array.from({ length: 64 }, () => random.below(256))),
    ];
    const held: TcpStranger[] = [];
    for (let index = 0; index < HELD; index++) {
      const stranger = await tcp(port, strangeAddress(index));
      stranger.sendRaw(Buffer.from(random.pick(HALF_REQUESTS)));
      held.push(stranger);
    }
    tried('half requests', HELD);
    const flood = async (index: number): Promise<void> => {
      while (!isOver()) {
        const stranger = await tcp(port, strangeAddress(index));
        const requests = Array.from({ length: PIPELINED }, () => random.pick(whole)());
        stranger.sendRaw(Buffer.from(requests.join(''), 'latin1'));
        tried('requests', PIPELINED);
        await sleep(random.below(20));
        stranger.close();
      }
    };
    const jobs = async (): Promise<void> => {
      do {
        const end = await watched.separate();
        expect(end === 'done', `a job beside junk at the page's port ended in ${end}`);
      } while (!isOver());
    };
    await Promise.all([jobs(), ...Array.from({ length: FLOODS }, (_, index) => flood(index))]);
    expect(await isServed(address), 'a page was not let in');
    for (const stranger of held) stranger.close();
  },
};

/** Whether a page gets its events, and an answer, while all the half requests are still there. */
async function isServed(address: string): Promise<boolean> {
  const served = async (): Promise<true> => {
    const client = await openPageClient(address);
    await client.ask('ping', 'p');
    await client.reply(({ key }) => key === 'pong');
    client.close();
    return true;
  };
  const late = sleep(LET_IN_LIMIT_MS, false, { ref: false });
  return Promise.race([served().catch(() => false), late]);
}
