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

/** what is on its way when pings are collected has so long to come back */
const GRACE_MS = 1000;
const SUBSCRIBED_SECONDS = 60;

const { port, everyMs, token } = workerData as PingSetup;
const socket = createSocket('udp4');
const sentMs = new Map<number, number>();
let timesMs: number[] = [];
let sent = 0;
let ids = 0;
/** no new pings: those under way are waited for */
const pinging = { isHeld: false };

socket.on('message', (packet) => {
  for (const { address, args } of decodePacket(packet).messages) {
    const at = sentMs.get(Number(args[0]));
    if (address !== '/stemwright/pong' || at === undefined) continue;
    sentMs.delete(Number(args[0]));
    timesMs.push(performance.now() - at);
  }
});
socket.on('error', () => undefined);
await new Promise<void>((resolve) => {
  socket.bind(0, '127.0.0.1', resolve);
});
const send = (bytes: Buffer): void => {
  socket.send(bytes, port, '127.0.0.1');
};

async function collect(): Promise<Pings> {
  pinging.isHeld = true;
  const endMs = performance.now() + GRACE_MS;
  while (sentMs.size > 0 && performance.now() < endMs) await sleep(1);
  const pings = { timesMs, sent, lost: sentMs.size };
  sentMs.clear();
  timesMs = [];
  sent = 0;
  pinging.isHeld = false;
  return pings;
}

parentPort?.on('message', () => {
  void collect().then((pings) => parentPort?.postMessage(pings));
});
parentPort?.postMessage('ready');
if (token !== undefined) send(request('auth', 'a', token));
for (let dueMs = 0; ;) {
  if (performance.now() >= dueMs) {
    send(request('subscribe', 's', 0, SUBSCRIBED_SECONDS));
    dueMs = performance.now() + 500 * SUBSCRIBED_SECONDS;
  }
  if (!pinging.isHeld) {
    sent++;
    sentMs.set(++ids, performance.now());
    send(request('ping', ids));
  }
  await sleep(everyMs);
}
