/**
 * The announcement of OSCQuery, heard as a surface in the local network hears it: by multicast DNS.
 */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';

import { describe, it } from 'mocha';

import {
  announceOscQuery,
  OSC_QUERY_SERVICE,
} from '../../../src/control/http/osc-query-announcement.js';

const GROUP = '224.0.0.251';
const PORT = 5353;
const SERVICE = labels(`_${OSC_QUERY_SERVICE}`, '_tcp', 'local');

/** A name as DNS writes it. */
function labels(...names: string[]): Buffer {
  return Buffer.from(
    [...names.map((name) => String.fromCharCode(name.length) + name), '\0'].join(''),
    'latin1',
  );
}

/** Asks who offers the service: one question of type PTR. */
function question(): Buffer {
  const head = Buffer.from([0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
  return Buffer.concat([head, SERVICE, Buffer.from([0, 12, 0, 1])]);
}

function isAnswer(packet: Buffer): boolean {
  return (packet[2]! & 0x80) !== 0 && packet.includes(SERVICE);
}

describe('The announcement of OSCQuery', () => {
  it('answers who asks for it in the local network with its port, and says when it goes', async () => {
    const socket = createSocket({ type: 'udp4', reuseAddr: true });
    const heard: Buffer[] = [];
    let wake: () => void = () => undefined;
    socket.on('message', (packet: Buffer) => {
      heard.push(packet);
      wake();
    });
    await new Promise<void>((resolve) => {
      socket.bind(PORT, resolve);
    });
    socket.addMembership(GROUP);
    const until = async (fits: (packet: Buffer) => boolean): Promise<Buffer> => {
      for (;;) {
        const found = heard.find(fits);
        if (found !== undefined) return found;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    };
    const port = 0xbeef;
    const takeBack = announceOscQuery(port);
    try {
      await until(isAnswer);
      heard.length = 0;
      socket.send(question(), PORT, GROUP);
      const answer = await until(isAnswer);
      assert.ok(answer.includes(Buffer.from([port >> 8, port & 0xff])), answer.toString('latin1'));
      heard.length = 0;
    } finally {
      await takeBack();
    }
    // a record that lives for no second is one that goes
    const goodbye = await until(isAnswer);
    const record = goodbye.indexOf(SERVICE) + SERVICE.length;
    assert.equal(goodbye.readUInt32BE(record + 4), 0);
    socket.close();
  });
});
