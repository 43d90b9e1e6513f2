/**
 * Fuzzed packets: bytes at random and damaged requests, over UDP from many addresses and over TCP, as fast as they are read.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import { fuzzedPackets } from '../../../test/support/osc-packet-fuzzer.js';
import type { Attack } from '../attack.js';
import { strangeAddress } from '../strangers.js';

const SOURCES = 8;
const PACKETS_A_ROUND = 500;
/** so that the daemon's socket is not only ever full */
const ROUND_MS = 20;

export const fuzzedPacketsAttack: Attack = {
  name: 'fuzzed-packets',
  holds: 'Nothing that a packet holds does more than an error reply.',
  seconds: { short: 2, long: 20 },
  run: async ({ random, isOver, target, tried, udp, tcp }) => {
    const { daemon } = await target();
    const overUdp = await Promise.all(
      Array.from({ length: SOURCES }, (_, source) => udp(daemon.port, strangeAddress(source))),
    );
    const overTcp = await Promise.all(
      Array.from({ length: SOURCES }, (_, source) => tcp(daemon.port, strangeAddress(source))),
    );
    while (!isOver()) {
      for (const packet of fuzzedPackets(PACKETS_A_ROUND, random.below(2 ** 31))) {
        random.pick([...overUdp, ...overTcp]).send(packet);
      }
      tried('packets', PACKETS_A_ROUND);
      await sleep(ROUND_MS);
    }
  },
};
