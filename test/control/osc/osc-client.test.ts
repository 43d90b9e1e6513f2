/**
 * The OSC client against a server, and against a daemon that says what the test wants.
 */
import assert from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
import { describe, it } from 'mocha';

import { systemClock, type Clock } from '../../../src/control/api/clock.js';
import { openOscClient, type OscClient } from '../../../src/control/osc/osc-client.js';
import {
  float,
  integer,
  text,
  type OscArgument,
  type OscMessage,
  type OscValue,
  type ReceivedMessage,
} from '../../../src/control/osc/osc-message.js';
import { encodeMessage } from '../../../src/control/osc/osc-codec.js';
import { decodePacket } from '../../../src/control/osc/osc-packet.js';
import { createFakeClock } from '../../support/osc-fake-clock.js';
import { manifestOf } from '../../support/osc-recording-engine.js';
import { withOscServer } from '../../support/osc-test-server.js';

/** A label may have 63 characters: this is known to be no name without asking anybody. */
const NO_HOST = `${'x'.repeat(64)}.invalid`;

const PING: OscMessage = { address: '/stemwright/ping', args: [text('p')] };

async function all(replies: AsyncIterable<ReceivedMessage>): Promise<unknown[][]> {
  const received: unknown[][] = [];
  for await (const { address, args } of replies) received.push([address, ...args]);
  return received;
}

async function withClient(
  port: number,
  use: (client: OscClient) => Promise<void>,
  clock = systemClock,
): Promise<void> {
  const client = await openOscClient({ host: '127.0.0.1', port, clock });
  try {
    await use(client);
  } finally {
    await client.close();
  }
}

/** A socket in a daemon's place: says what the test makes it say. */
async function withScriptedDaemon(
  use: (daemon: Socket, port: number) => Promise<void>,
): Promise<void> {
  const daemon = createSocket('udp4');
  await new Promise<void>((resolve) => {
    daemon.bind(0, '127.0.0.1', resolve);
  });
  try {
    await use(daemon, daemon.address().port);
  } finally {
    daemon.close();
  }
}

describe('The OSC client', () => {
  it('yields the replies to its request up to the last, and no others', async () => {
    await withOscServer(async ({ server, engine }) => {
      await withClient(server.port, async (client) => {
        const generate = { address: '/stemwright/generate', args: [integer(1), float(2)] };
        const received: unknown[][] = [];
        for await (const { address, args } of client.request(generate)) {
          received.push([address, ...args]);
          if (address !== '/stemwright/queued') continue;
          assert.deepEqual(await all(client.request(PING)), [['/stemwright/pong', 'p']]);
          engine.tell('job-1', { kind: 'done', manifest: manifestOf(1, 2) });
        }
        assert.deepEqual(received, [
          ['/stemwright/ack', 1, 'job-1'],
          ['/stemwright/queued', 1, 0],
          ['/stemwright/done', 1, 1, 2],
        ]);
      });
    });
  });

  it('ends with an error reply, also one that could not name the request', async () => {
    await withOscServer(async ({ server }) => {
      await withClient(server.port, async (client) => {
        const unknown = { address: '/stemwright/nothing', args: [text('n')] };
        const [[address, id, code] = []] = await all(client.request(unknown));
        assert.deepEqual([address, id, code], ['/stemwright/error', 'n', 'bad-message']);
        const longId = { address: '/stemwright/ping', args: [text('x'.repeat(200))] };
        assert.deepEqual((await all(client.request(longId)))[0]?.slice(0, 2), [
          '/stemwright/error',
          '',
        ]);
      });
    });
  });

  it('can be left after the first reply and asked again', async () => {
    await withOscServer(async ({ server }) => {
      await withClient(server.port, async (client) => {
        for (let turn = 0; turn < 2; turn++) {
          for await (const { address } of client.request(PING)) {
            assert.equal(address, '/stemwright/pong');
            break;
          }
        }
      });
    });
  });

  it('gives up when nobody answers in time', async () => {
    const clock = createFakeClock();
    await withScriptedDaemon(async (daemon, port) => {
      // moves time on once the request has arrived
      daemon.once('message', () => {
        clock.advance(2000);
      });
      await withClient(
        port,
        (client) =>
          assert.rejects(all(client.request(PING)), {
            code: 'daemon-unreachable',
            message: `No answer from 127.0.0.1:${port} within 2 s. Is "stemwright serve" running there?`,
          }),
        clock,
      );
    });
  });

  it('waits as long as it takes for a job that waits, if the daemon still answers a ping', async () => {
    const clock = createFakeClock();
    await withScriptedDaemon(async (daemon, port) => {
      const pings: OscValue[] = [];
      daemon.on('message', (packet, { port: client }) => {
        const [request] = decodePacket(packet).messages;
        const say = (name: string, ...args: OscArgument[]) => {
          const address = `/stemwright/${name}`;
          daemon.send(encodeMessage({ address, args: [text('g'), ...args] }), client);
        };
        if (request!.address !== PING.address) {
          say('ack', text('job-1'));
          return;
        }
        say('pong');
        if (pings.push(request!.args[0]!) < 5) say('queued', integer(1));
        else say('done', float(1), float(1));
      });
      await withClient(
        port,
        async (client) => {
          const generate = { address: '/stemwright/generate', args: [text('g'), float(2)] };
          const told: string[] = [];
          for await (const { address } of client.request(generate)) {
            told.push(address.replace('/stemwright/', ''));
            // once the client listens again, nothing comes for a while
            setImmediate(() => {
              clock.advance(5000);
            });
          }
          assert.deepEqual(told, ['ack', ...Array<string>(4).fill('queued'), 'done']);
          assert.deepEqual(pings, Array(5).fill('g'));
        },
        clock,
      );
    });
  });

  it('waits for a live session that takes longer to start, if the daemon answers a ping meanwhile', async () => {
    const clock = createFakeClock();
    await withScriptedDaemon(async (daemon, port) => {
      daemon.on('message', (packet, { port: client }) => {
        const [request] = decodePacket(packet).messages;
        const isPing = request!.address === PING.address;
        const names = isPing ? ['pong', 'done'] : [];
        for (const name of names) {
          const address = `/stemwright/${name}`;
          daemon.send(encodeMessage({ address, args: [text('l')] }), client);
        }
        if (!isPing) clock.advance(2000);
      });
      await withClient(
        port,
        async (client) => {
          const start = { address: '/stemwright/live/start', args: [text('l')] };
          assert.deepEqual(await all(client.request(start)), [['/stemwright/done', 'l']]);
        },
        clock,
      );
    });
  });

  it('gives up a job when the daemon answers no ping any more', async () => {
    const waitsMs: number[] = [];
    // time flies: every wait for more than the first reply is over at once
    const clock: Clock = {
      ...createFakeClock(),
      after: (delayMs, action) => {
        waitsMs.push(delayMs);
        if (delayMs > 2000) setImmediate(action);
        return () => undefined;
      },
    };
    await withScriptedDaemon(async (daemon, port) => {
      daemon.once('message', (_, { port: client }) => {
        const ack = { address: '/stemwright/ack', args: [text('g'), text('job-1')] };
        daemon.send(encodeMessage(ack), client);
      });
      await withClient(
        port,
        async (client) => {
          const generate = { address: '/stemwright/generate', args: [text('g'), float(2)] };
          await assert.rejects(all(client.request(generate)), {
            code: 'daemon-unreachable',
            message: /^No answer from .* within 5 s/,
          });
          assert.deepEqual(waitsMs, [2000, 5000, 5000, 5000, 5000]);
        },
        clock,
      );
    });
  });

  it('says of a host that there is not, and of one that nothing may be sent to, what is wrong', async () => {
    await assert.rejects(openOscClient({ host: NO_HOST, port: 9130 }), {
      code: 'daemon-unreachable',
      message: /^There is no computer called "x+\.invalid" \(\w+\)\. Check the name/,
    });
    // everybody on the network
    const broadcast = openOscClient({ host: '255.255.255.255', port: 9130 });
    await assert.rejects(broadcast, {
      code: 'daemon-unreachable',
      message: /^255\.255\.255\.255:9130 cannot be reached \(E\w+\): [a-z ]+\. Check the address/,
    });
  });

  it('finds a daemon by the name of its computer', async () => {
    await withOscServer(async ({ server }) => {
      const client = await openOscClient({ host: 'localhost', port: server.port });
      try {
        assert.deepEqual(await all(client.request(PING)), [['/stemwright/pong', 'p']]);
      } finally {
        await client.close();
      }
    });
  });

  it('has no id where a button’s press or a stem’s control needs none, and takes no level for a reply', async () => {
    await withOscServer(async ({ server, engine }) => {
      await withClient(server.port, async (client) => {
        const subscribe = { address: '/stemwright/subscribe', args: [text('s')] };
        await all(client.request(subscribe));
        const press = { address: '/stemwright/live/start', args: [integer(1)] };
        const started = await all(client.request(press));
        assert.deepEqual(
          started.map(([address, id]) => [address, id]),
          [
            ['/stemwright/live/started', ''],
            ['/stemwright/done', ''],
          ],
        );
        const release = { address: '/stemwright/live/stop', args: [integer(0)] };
        assert.deepEqual(await all(client.request(release)), []);
        const fader = { address: '/stemwright/live/bass/fader', args: [float(0.5)] };
        const mutes = { address: '/stemwright/live/*/mute', args: [integer(1)] };
        for (const message of [fader, mutes])
          assert.deepEqual(await all(client.request(message)), []);
        // the mutes are told as 1 now, which is the id of the next request
        const ping = { address: '/stemwright/ping', args: [integer(1)] };
        assert.deepEqual(await all(client.request(ping)), [['/stemwright/pong', 1]]);
        assert.equal(engine.live.levels()['bass']?.muted, true);
        assert.equal(engine.live.stops, 0);
      });
    });
  });

  it('wants an id', async () => {
    await withOscServer(async ({ server }) => {
      await withClient(server.port, async (client) => {
        const request = client.request({ address: '/stemwright/ping', args: [] });
        await assert.rejects(all(request), { code: 'bad-message', message: /Expected an id/ });
      });
    });
  });
});
