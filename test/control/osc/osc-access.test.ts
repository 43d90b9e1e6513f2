/**
 * Who can reach the OSC server: its port, and its token.
 */
import assert from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, it } from 'mocha';

import { answer, request } from '../../support/osc-dialogue.js';
import {
  startOscTestSide,
  TRANSPORTS,
  withOscServer,
  type OscTestServer,
} from '../../support/osc-test-server.js';

/** Its port is free for TCP: the system gives out the ports of the two apart, and others have some of TCP's. */
async function takenForUdp(): Promise<Socket> {
  for (;;) {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => {
      socket.bind(0, '127.0.0.1', resolve);
    });
    if (await isFreeForTcp(socket.address().port)) return socket;
    socket.close();
  }
}

async function isFreeForTcp(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

describe('The port of the OSC server', () => {
  it('is named when it is taken, for UDP or for TCP', async () => {
    await withOscServer(async (test) => {
      await assert.rejects(startOn(test, { port: test.server.port }), {
        code: 'port-taken',
        message: new RegExp(`The port ${test.server.port} on 127.0.0.1 is in use`),
      });
      const udpOnly = await takenForUdp();
      const { port } = udpOnly.address();
      await assert.rejects(startOn(test, { port }), { code: 'port-taken' });
      // and the TCP side that could be bound has been given back
      assert.ok(await isFreeForTcp(port));
      udpOnly.close();
    });
  });

  it('can be the next free one', async () => {
    await withOscServer(async (test) => {
      const second = await startOn(test, { port: test.server.port, portsToTry: 20 });
      assert.ok(second.port > test.server.port && second.port < test.server.port + 20);
      await second.close();
    });
  });

  it('is free again after closing', async () => {
    await withOscServer(async (test) => {
      const first = await startOn(test, { port: 0 });
      await first.close();
      const again = await startOn(test, { port: first.port });
      assert.equal(again.port, first.port);
      await again.close();
    });
  });

  it('is not opened to other machines without a token', async () => {
    await withOscServer(async (test) => {
      for (const host of ['0.0.0.0', '192.168.1.10', '::']) {
        await assert.rejects(startOn(test, { host }), { code: 'not-allowed', message: /token/ });
      }
      const token = 'short';
      await assert.rejects(startOn(test, { token }), { message: /at least 16 characters, got 5/ });
      // a link's own address without the link, and one of a network for examples
      for (const host of ['fe80::1', '192.0.2.1']) {
        await assert.rejects(startOn(test, { host, token: 'x'.repeat(16) }), {
          code: 'bad-argument',
          message: /is not an address of this machine \(E\w+\)/,
        });
      }
      await assert.rejects(startOn(test, { host: 'example.org', token: 'x'.repeat(16) }), {
        code: 'bad-argument',
        message: /IP address/,
      });
    });
  });
});

describe('A daemon with a token', () => {
  const token = 'correct horse battery';
  const auth = (id: string, offered: string): Buffer => request('auth', id, offered);

  for (const [transport, open] of TRANSPORTS) {
    it(`is used over ${transport} by those who sent it, and by no others`, async () => {
      await withOscServer(
        async (test) => {
          const [friend, stranger] = [await open(test), await open(test)];
          friend.send(request('ping', 'early'));
          assert.deepEqual((await answer(friend)).slice(0, 3), ['error', 'early', 'not-allowed']);
          friend.send(auth('wrong', 'guess'));
          assert.deepEqual((await answer(friend)).slice(0, 3), ['error', 'wrong', 'not-allowed']);
          friend.send(auth('right', token));
          assert.deepEqual(await answer(friend), ['done', 'right']);
          friend.send(request('ping', 'late'));
          assert.deepEqual(await answer(friend), ['pong', 'late']);
          stranger.send(request('generate', 'job', 1));
          assert.deepEqual((await answer(stranger)).slice(0, 3), ['error', 'job', 'not-allowed']);
          assert.deepEqual(test.engine.submitted, []);
        },
        { token },
      );
    });
  }

  it('asks again after ten minutes of silence, and not while it hears from the client', async () => {
    await withOscServer(
      async ({ udp, clock }) => {
        const probe = await udp();
        probe.send(auth('a', token));
        await probe.next();
        for (let turn = 0; turn < 3; turn++) {
          clock.advance(9 * 60_000);
          probe.send(request('ping', 'still'));
          assert.deepEqual(await answer(probe), ['pong', 'still']);
        }
        clock.advance(10 * 60_000);
        probe.send(request('ping', 'gone'));
        assert.deepEqual((await answer(probe)).slice(0, 3), ['error', 'gone', 'not-allowed']);
      },
      { token },
    );
  });

  it('answers a stranger five times at once, from whatever port', async () => {
    await withOscServer(
      async ({ tcp, clock, server }) => {
        const probes = [await tcp('slip'), await tcp('slip')] as const;
        for (let count = 0; count < 5; count++) {
          const probe = probes[count % 2]!;
          probe.send(request('ping', count));
          assert.equal((await answer(probe))[0], 'error');
        }
        probes[0].send(request('ping', 'ignored'));
        while (server.counters.rateLimited === 0) await new Promise(setImmediate);
        clock.advance(2000);
        probes[0].send(request('ping', 'in time'));
        assert.deepEqual((await answer(probes[0])).slice(0, 2), ['error', 'in time']);
      },
      { token },
    );
  });
});

function startOn(
  test: OscTestServer,
  options: { host?: string; port?: number; portsToTry?: number; token?: string },
): ReturnType<typeof startOscTestSide> {
  return startOscTestSide(test, options);
}
