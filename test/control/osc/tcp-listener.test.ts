/**
 * TCP connections: how many there are, which of them are kept, and what strangers' junk on them costs. Real sockets; the limits'
 * times pass by a clock that a test moves.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

import { describe, it } from 'mocha';

import { MAX_CONNECTIONS } from '../../../src/control/osc/tcp-listener.js';
import { answer, request } from '../../support/osc-dialogue.js';
import type { TcpProbe } from '../../support/osc-probes.js';
import { withOscServer, type OscTestServer } from '../../support/osc-test-server.js';
import { recordedLog } from '../../support/recorded-log.js';

const token = 'correct horse battery';

/** Connections that say nothing, until the use of them has ended. */
async function withSilentOnes(
  { server }: OscTestServer,
  count: number,
  use: (sockets: readonly Socket[]) => Promise<void>,
): Promise<void> {
  const sockets = Array.from({ length: count }, () => connect(server.port, '127.0.0.1'));
  for (const socket of sockets) socket.on('error', () => undefined).resume();
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  try {
    await use(sockets);
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

/** Whether the other side has it still: it answers. */
async function isOpen(probe: TcpProbe): Promise<boolean> {
  probe.send(request('ping', 'there'));
  return Promise.race([
    probe.closed.then(() => false),
    answer(probe).then(([address]) => address === 'pong'),
  ]);
}

describe('TCP connections', () => {
  it('that say nothing keep nobody out, however many they are', () =>
    withOscServer(
      async (test) => {
        await withSilentOnes(test, 2 * MAX_CONNECTIONS, async () => {
          const probe = await test.tcp('slip');
          probe.send(request('auth', 'a', token));
          assert.deepEqual(await answer(probe), ['done', 'a']);
        });
      },
      { token },
    ));

  it('that are made use of are kept, when others say nothing and when more come', () =>
    withOscServer(async (test) => {
      const { tcp, engine } = test;
      const [subscriber, worker, idle] = [await tcp('slip'), await tcp('int32'), await tcp('slip')];
      subscriber.send(request('subscribe', 's', 0, 3600));
      await answer(subscriber);
      worker.send(request('generate', 'g', 1));
      await answer(worker);
      engine.tell('job-1', { kind: 'progress', fraction: 0, etaSeconds: 1, stage: 'sampling' });
      await withSilentOnes(test, 2 * MAX_CONNECTIONS, async () => {
        await idle.closed;
        // what it hears besides its answer is of the job
        while ((await answer(worker))[0] !== 'progress');
        assert.ok(await isOpen(worker));
        subscriber.send(request('ping', 'p'));
        while ((await answer(subscriber))[0] !== 'pong');
      });
    }));

  it('of strangers end after thirty seconds; of those who sent the token, never', () =>
    withOscServer(
      async (test) => {
        const { tcp, clock } = test;
        const [friend, stranger] = [await tcp('slip'), await tcp('slip')];
        friend.send(request('auth', 'a', token));
        await answer(friend);
        await withSilentOnes(test, 3, async (silent) => {
          // the server may not have seen them all yet
          while (!silent.every(({ closed }) => closed)) {
            clock.advance(30_000);
            await new Promise(setImmediate);
          }
          await stranger.closed;
        });
        clock.advance(8 * 3_600_000);
        assert.ok(await isOpen(friend));
      },
      { token },
    ));

  it('of a daemon without a token are nobody’s to close while there is room', () =>
    withOscServer(async ({ tcp, clock }) => {
      const probe = await tcp('slip');
      clock.advance(8 * 3_600_000);
      assert.ok(await isOpen(probe));
    }));

  it('with junk cost a few lines of the log, not one each', async () => {
    const { log, lines } = recordedLog();
    await withOscServer(
      async (test) => {
        const { tcp, server } = test;
        for (let count = 0; count < 300; count++) {
          const probe = await tcp('int32');
          probe.sendRaw(Buffer.from('GET / HTTP/1.1\r\n\r\n'));
          await probe.closed;
        }
        assert.equal(server.counters.errors, 300);
        await withSilentOnes(test, 3 * MAX_CONNECTIONS, () => Promise.resolve());
      },
      { log },
    );
    // fifty of what cannot be read, and fifty of connections that made room
    assert.ok(lines.length <= 110, String(lines.length));
  });

  it('with junk tell a stranger nothing', () =>
    withOscServer(
      async ({ tcp }) => {
        const probe = await tcp('int32');
        probe.sendRaw(Buffer.from('GET / HTTP/1.1\r\n\r\n'));
        await probe.closed;
        assert.deepEqual(probe.packets, []);
      },
      { token },
    ));
});
