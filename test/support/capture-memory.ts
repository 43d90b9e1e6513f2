/**
 * Opens an input of eight channels in a process of its own, whose memory nobody else changes, and prints as JSON how many bytes its
 * ring has, how many were taken at once, and how many in the end.
 * Usage: node dist/test/support/capture-memory.js
 */
import { setTimeout as sleep } from 'node:timers/promises';

import { CaptureKeeper } from '../../src/capture/capture.js';
import { createTransport } from '../../src/capture/transport.js';

const [rateHz, channels, limitSeconds, spareSeconds] = [44_100, 8, 30, 10];
/** as long as it grows */
const SETTLED_MS = 500;

const nowMs = () => performance.now();
const transport = createTransport(nowMs);
const keeper = new CaptureKeeper({ transport, nowMs, limitSeconds, offsetMs: 0 });
const before = process.memoryUsage.rss();
const taken = () => process.memoryUsage.rss() - before;
keeper.keeping(rateHz, channels);
const atOnce = taken();
for (let last = 0; taken() > last;) {
  last = taken();
  await sleep(SETTLED_MS);
}
const bytes = channels * (limitSeconds + spareSeconds) * rateHz * 4;
console.log(JSON.stringify({ bytes, atOnce, inTheEnd: taken() }));
