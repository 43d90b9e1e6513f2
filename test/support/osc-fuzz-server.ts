/**
 * What a server does under fuzzed packets: sends them all over one TCP connection, which loses none, and reports.
 */
import assert from 'node:assert/strict';

import type { Counters } from '../../src/control/api/dispatcher.js';
import type { JobCommand } from '../../src/jobs/job-command.js';
import { oscMessage, oscString } from './osc-bytes.js';
import { fuzzedPackets } from './osc-packet-fuzzer.js';
import { withOscServer } from './osc-test-server.js';

export interface FuzzReport {
  readonly counters: Readonly<Counters>;
  readonly submitted: readonly JobCommand[];
  readonly cancelled: readonly string[];
  readonly loaded: readonly string[];
}

const UNLIMITED = { burst: Infinity, perSecond: 0 };
/** Packets between two pings: what is sent but not read yet stays small. */
const PACKETS_A_ROUND = 500;

export async function fuzzOscServer(count: number, seed: number): Promise<FuzzReport> {
  let report: FuzzReport | undefined;
  await withOscServer(
    async ({ tcp, engine, server }) => {
      const probe = await tcp('int32');
      const answered = async (id: string): Promise<void> => {
        probe.send(oscMessage('/stemwright/ping', 's', oscString(id)));
        for (;;) {
          const { address, args } = await probe.next();
          if (address === '/stemwright/pong' && args[0] === id) return;
        }
      };
      let sent = 0;
      for (const packet of fuzzedPackets(count, seed)) {
        probe.send(packet);
        if (++sent % PACKETS_A_ROUND === 0) await answered(`round ${sent}`);
      }
      await answered('end');
      assert.ok(probe.packets.every(({ length }) => length <= 1400));
      report = {
        counters: { ...server.counters },
        submitted: engine.submitted.map(({ command }) => command),
        cancelled: engine.cancelled,
        loaded: engine.loaded,
      };
    },
    { rates: { client: UNLIMITED, engaged: UNLIMITED, others: UNLIMITED } },
  );
  assert.ok(report !== undefined);
  return report;
}
