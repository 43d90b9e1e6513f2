/**
 * Who holds connections to the page’s server and makes no use of them keeps no page out.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

import { describe, it } from 'mocha';

import { openPageClient } from '../../support/page-client.js';
import { withPageServer } from '../../support/page-under-test.js';

/** more than there are places */
const CONNECTIONS = 600;
const PLACES = 512;
/** as many streams of events as there are */
const STREAMS = 64;
const HALF_A_REQUEST = 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ';

async function hold(address: string, says: string): Promise<Socket> {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(says);
  return socket;
}

describe('Connections to the page’s server', () => {
  for (const [what, says] of [
    ['say nothing', ''],
    ['send half a request', HALF_A_REQUEST],
  ] as const) {
    it(`that ${what} and take all places give them to a page, and a page that is at work keeps its own`, () =>
      withPageServer(async ({ server, client }) => {
        const held: Socket[] = [];
        try {
          for (let count = 0; count < CONNECTIONS; count++) {
            held.push(await hold(server.address, says));
          }
          const other = await openPageClient(server.address);
          for (const page of [client, other]) {
            await page.ask('ping', 'p');
            await page.reply(({ key }) => key === 'pong');
          }
          other.close();
          while (held.filter(({ destroyed, closed }) => !destroyed && !closed).length > PLACES) {
            await nextLook();
          }
        } finally {
          for (const socket of held) socket.destroy();
        }
      }));
  }

  it('with streams of events that nobody makes use of give theirs to a page; of those at work none is taken', () =>
    withPageServer(async ({ server, client }) => {
      await client.ask('subscribe', 's');
      await client.reply(({ key, id }) => key === 'done' && id === 's');
      const idle = [];
      for (let count = 1; count < STREAMS; count++) idle.push(await openPageClient(server.address));
      const late = await openPageClient(server.address);
      await idle[0]!.ended;
      for (const page of [client, late]) {
        await page.ask('ping', 'p');
        await page.reply(({ key }) => key === 'pong');
      }
      for (const page of [...idle, late]) page.close();
    }));

  it('of one page are answered sixteen at once, and the rest told to wait', () =>
    withPageServer(async ({ server, client }) => {
      const { hostname, port } = new URL(server.address);
      const begun = [
        'POST /api/requests HTTP/1.1',
        `Host: ${hostname}:${port}`,
        `X-Stemwright-Client: ${client.clientId}`,
        'Content-Length: 100',
        '\r\n',
      ].join('\r\n');
      const held: Socket[] = [];
      for (let count = 0; count < 16; count++) held.push(await hold(server.address, begun));
      while ((await client.fetch('/api/results')).status !== 429) await nextLook();
      for (const socket of held) socket.destroy();
      while ((await client.fetch('/api/results')).status !== 200) await nextLook();
      assert.equal((await client.fetch('/api/results')).status, 200);
    }));
});

function nextLook(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}
