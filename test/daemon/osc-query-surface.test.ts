/**
 * The OSCQuery surface and its announcement, heard as other machines of the local network hear it: by multicast DNS.
 */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';

import { describe, it } from 'mocha';

import { OSC_QUERY_SERVICE } from '../../src/control/http/osc-query-announcement.js';
import type { Settings } from '../../src/config/settings.js';
import { oscQuerySurface } from '../../src/daemon/osc-query-surface.js';
import { daemonSettings } from '../support/daemon-settings.js';
import { createRecordingEngine } from '../support/osc-recording-engine.js';
import { askOscQuery, OSC_PORT } from '../support/osc-query-under-test.js';
import { recordedLog } from '../support/recorded-log.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';
import { createTestApi } from '../support/test-api.js';

const GROUP = '224.0.0.251';
const MDNS_PORT = 5353;
const SERVICE = labels(`_${OSC_QUERY_SERVICE}`, '_tcp', 'local');

/** A name as DNS writes it. */
function labels(...names: string[]): Buffer {
  const counted = names.map((name) => String.fromCharCode(name.length) + name);
  return Buffer.from(`${counted.join('')}\0`, 'latin1');
}

/** Asks who offers the service: one question of type PTR. */
function question(): Buffer {
  const head = Buffer.from([0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
  return Buffer.concat([head, SERVICE, Buffer.from([0, 12, 0, 1])]);
}

function isAnswer(packet: Buffer): boolean {
  return (packet[2]! & 0x80) !== 0 && packet.includes(SERVICE);
}

/** Somebody in the local network who hears what is said there. */
async function withListener(use: (network: Network) => Promise<void>): Promise<void> {
  const socket = createSocket({ type: 'udp4', reuseAddr: true });
  const heard: Buffer[] = [];
  let wake: () => void = () => undefined;
  socket.on('message', (packet: Buffer) => {
    heard.push(packet);
    wake();
  });
  await new Promise<void>((resolve) => {
    socket.bind(MDNS_PORT, resolve);
  });
  socket.addMembership(GROUP);
  try {
    await use({
      ask: () => {
        heard.length = 0;
        socket.send(question(), MDNS_PORT, GROUP);
      },
      hears: async (fits) => {
        for (;;) {
          const found = heard.find((packet) => isAnswer(packet) && fits(packet));
          if (found !== undefined) return found;
          await new Promise<void>((resolve) => (wake = resolve));
        }
      },
      heard,
    });
  } finally {
    socket.close();
  }
}

interface Network {
  readonly heard: readonly Buffer[];
  readonly ask: () => void;
  readonly hears: (fits: (packet: Buffer) => boolean) => Promise<Buffer>;
}

/** Starts the surface on any free port. @returns its port, and what closes it */
async function started(settings: Settings) {
  const { log, lines } = recordedLog();
  const api = createTestApi({
    engine: createRecordingEngine(),
    token: 'correct horse battery',
  });
  const surface = await oscQuerySurface(0, settings, log, () => OSC_PORT).start(api);
  const said = lines.find(({ message }) => message.startsWith('OSCQuery: '));
  const { port } = new URL((said!.fields as { address: string }).address);
  return {
    port: Number(port),
    close: async () => {
      await surface?.close();
      await api.close();
    },
  };
}

function names(port: number): (packet: Buffer) => boolean {
  return (packet) => packet.includes(Buffer.from([port >> 8, port & 0xff]));
}

describe('The OSCQuery surface', () => {
  it('is announced in the local network where other machines reach it, with its port, until it goes; and nowhere else', () =>
    withTemporaryFolder((folder) =>
      withListener(async ({ ask, hears, heard }) => {
        const settings = await daemonSettings(folder);
        const own = await started(settings);
        const open = await started({ ...settings, oscHost: '0.0.0.0' });
        try {
          for (const { port } of [own, open]) {
            assert.equal((await askOscQuery(port, '/?HOST_INFO')).status, 200);
          }
          await hears(names(open.port));
          ask();
          await hears(names(open.port));
          // it began to be announced before the other, or not at all
          assert.deepEqual(
            heard.filter((packet) => isAnswer(packet) && names(own.port)(packet)),
            [],
          );
        } finally {
          await Promise.all([own.close(), open.close()]);
        }
        // a record that lives for no second is one that goes
        await hears((packet) => {
          const record = packet.indexOf(SERVICE) + SERVICE.length;
          return packet.readUInt32BE(record + 4) === 0;
        });
      }),
    ));
});
