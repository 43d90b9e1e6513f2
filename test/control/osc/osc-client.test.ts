import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { describe, it } from 'mocha';

import { openOscClient, type OscClient } from '../../../src/control/osc/osc-client.js';
import {
  float,
  integer,
  text,
  type OscMessage,
  type ReceivedMessage,
} from '../../../src/control/osc/osc-message.js';
import { createFakeClock } from '../../support/osc-fake-clock.js';
import { manifestOf } from '../../support/osc-recording-engine.js';
import { withOscServer } from '../../support/osc-test-server.js';

const PING: OscMessage = { address: '/stemwright/ping', args: [text('p')] };

async function all(replies: AsyncIterable<ReceivedMessage>): Promise<unknown[][]> {
  const received: unknown[][] = [];
  for await (const { address, args } of replies) received.push([address, ...args]);
  return received;
}

async function withClient(port: number, use: (client: OscClient) => Promise<void>): Promise<void> {
  const client = await openOscClient({ host: '127.0.0.1', port });
  try {
    await use(client);
  } finally {
    await client.close();
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
          engine.tell('job-1', { type: 'done', manifest: manifestOf(1, 2) });
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
    const silent = createSocket('udp4');
    await new Promise<void>((resolve) => {
      silent.bind(0, '127.0.0.1', resolve);
    });
    const clock = createFakeClock();
    const { port } = silent.address();
    const client = await openOscClient({ host: '127.0.0.1', port, clock });
    try {
      // moves time on once the request has arrived
      silent.once('message', () => {
        clock.advance(2000);
      });
      await assert.rejects(all(client.request(PING)), {
        code: 'bad-argument',
        message: `No answer from 127.0.0.1:${port} within 2 s. Is "stemwright serve" running there?`,
      });
    } finally {
      await client.close();
      silent.close();
    }
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
