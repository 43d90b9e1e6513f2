/**
 * The thread of a pinger (pinger.ts): it asks in its own rhythm, whether or not the last ping was answered, so that one long
 * standstill shows in every ping it delays. It subscribes, as a DAW does: the daemon tells it from strangers by that.
 */
import { createSocket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

import { decodePacket } from '../../src/control/osc/osc-packet.js';
import { request } from '../../test/support/osc-dialogue.js';
import type { Pings, PingSetup } from './pinger.js';

/** what is on its way when the pinging ends has so long to come back */
const GRACE_MS = 1000;
const SUBSCRIBED_SECONDS = 60;
/** for the last packet to leave */
const GONE_MS = 10;

const { port, everyMs, token } = workerData as PingSetup;
const socket = createSocket('udp4');
const sentMs = new Map<number, number>();
const timesMs: number[] = [];
const pinging = { isOver: false };
let count = 0;

socket.on('message', (packet) => {
  for (const { address, args } of decodePacket(packet).messages) {
    const sent = sentMs.get(Number(args[0]));
    if (address !== '/stemwright/pong' || sent === undefined) continue;
    sentMs.delete(Number(args[0]));
    timesMs.push(performance.now() - sent);
  }
});
socket.on('error', () => undefined);
await new Promise<void>((resolve) => {
  socket.bind(0, '127.0.0.1', resolve);
});
const send = (bytes: Buffer): void => {
  socket.send(bytes, port, '127.0.0.1');
};
parentPort?.once('message', () => {
  pinging.isOver = true;
});
if (token !== undefined) send(request('auth', 'a', token));
const subscribe = (seconds: number): void => {
  send(request('subscribe', 's', 0, seconds));
};
for (let dueMs = 0; !pinging.isOver;) {
  if (performance.now() >= dueMs) {
    subscribe(SUBSCRIBED_SECONDS);
    dueMs = performance.now() + 500 * SUBSCRIBED_SECONDS;
  }
  count++;
  sentMs.set(count, performance.now());
  send(request('ping', count));
  await sleep(everyMs);
}
const graceEndMs = performance.now() + GRACE_MS;
while (sentMs.size > 0 && performance.now() < graceEndMs) await sleep(10);
subscribe(0);
await sleep(GONE_MS);
socket.close();
const pings: Pings = { timesMs, sent: count, lost: sentMs.size };
parentPort?.postMessage(pings);
