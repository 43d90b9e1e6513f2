/**
 * The thread of a soak's junk: fuzzed packets over UDP in an even stream, from ports of this machine, until it is told to end.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

import { fuzzedPackets } from '../../test/support/osc-packet-fuzzer.js';
import type { JunkSetup } from './daemon-soak.js';

const PORTS = 8;
const EVERY_MS = 10;

const { port, packetsPerSecond, seed } = workerData as JunkSetup;
const sockets = Array.from({ length: PORTS }, () => createSocket('udp4'));
for (const socket of sockets) {
  socket.on('error', () => undefined);
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
}
const sending = { isOver: false };
parentPort?.once('message', () => {
  sending.isOver = true;
});
const startMs = performance.now();
let sent = 0;
for (let round = 0; !sending.isOver; round++) {
  // by the clock, not by the round: a thread that was late catches up
  const due = Math.floor(((performance.now() - startMs) / 1000) * packetsPerSecond);
  for (const packet of fuzzedPackets(Math.min(due - sent, packetsPerSecond), seed + round)) {
    sockets[sent++ % PORTS]?.send(packet, port, '127.0.0.1');
  }
  await sleep(EVERY_MS);
}
for (const socket of sockets) socket.close();
parentPort?.postMessage(sent);
