/**
 * Pings a daemon for a while, and prints how long each took in milliseconds, as JSON: a client in a process of its own, as
 * a DAW is. Asked from a process that also plays and records, a ping waits for that process too.
 *
 *   node dist/tools/bench/print-pings.js PORT MILLISECONDS
 */
import { setTimeout as sleep } from 'node:timers/promises';

import { answer, request } from '../../test/support/osc-dialogue.js';
import { openUdpProbe } from '../../test/support/osc-probes.js';

const PINGS_EVERY_MS = 100;

const [port, lengthMs] = process.argv.slice(2).map(Number);
const probe = await openUdpProbe(port!);
const endMs = performance.now() + lengthMs!;
const times: number[] = [];
do {
  const sentMs = performance.now();
  probe.send(request('ping', 'p'));
  await answer(probe);
  times.push(performance.now() - sentMs);
  await sleep(PINGS_EVERY_MS);
} while (performance.now() < endMs);
await probe.close();
process.stdout.write(JSON.stringify(times));
