/**
 * Benchmark: does the control plane answer while the network runs? Pings over UDP to a daemon in a process of its own, one after
 * the other: first while it is idle, then while a job of 8 steps keeps both cores busy.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import { openOscClient, type OscClient } from '../../src/control/osc/osc-client.js';
import { integer, text } from '../../src/control/osc/osc-message.js';
import { DEFAULTS } from '../../src/config/settings.js';
import { repositoryPath } from '../../test/support/repository.js';
import { withRunningDaemon } from '../../test/support/running-daemon.js';

const RECORDING = repositoryPath('test', 'fixtures', 'demo-band', 'mixture.flac');
const IDLE_PINGS = 1000;
/** between pings: as often as an impatient client asks, below the daemon's limit of messages a second */
const PING_PAUSE_MS = 5;

export interface OscLatency {
  readonly idleMs: readonly number[];
  readonly busyMs: readonly number[];
  /** from the request to the first chunk on disk, the model being loaded already */
  readonly firstChunkMs: number;
}

export function oscLatency(): Promise<OscLatency> {
  return withRunningDaemon(
    async ({ port }) => {
      const open = () => openOscClient({ host: '127.0.0.1', port });
      const [pinger, asker] = [await open(), await open()];
      try {
        await separate(asker, 1, () => undefined);
        const idleMs: number[] = [];
        for (let i = 0; i < IDLE_PINGS; i++) {
          idleMs.push(await ping(pinger, i));
          await sleep(PING_PAUSE_MS);
        }
        const busyMs: number[] = [];
        const startMs = performance.now();
        let firstChunkMs = 0;
        const progress = { running: true };
        const job = separate(asker, 8, () => {
          firstChunkMs ||= performance.now() - startMs;
        }).finally(() => {
          progress.running = false;
        });
        for (let i = IDLE_PINGS; progress.running; i++) {
          busyMs.push(await ping(pinger, i));
          await sleep(PING_PAUSE_MS);
        }
        await job;
        return { idleMs, busyMs, firstChunkMs };
      } finally {
        await pinger.close();
        await asker.close();
      }
    },
    { model: DEFAULTS.model },
  );
}

async function separate(client: OscClient, steps: number, onChunk: () => void): Promise<void> {
  const args = [text(`bench-${steps}`), text(RECORDING), text('steps'), integer(steps)];
  for await (const { address, args: got } of client.request({
    address: '/stemwright/separate',
    args,
  })) {
    if (address === '/stemwright/chunk') onChunk();
    if (address === '/stemwright/error') throw new Error(got.join(' '));
  }
}

async function ping(client: OscClient, id: number): Promise<number> {
  const startMs = performance.now();
  for await (const reply of client.request({ address: '/stemwright/ping', args: [integer(id)] })) {
    if (reply.address !== '/stemwright/pong') throw new Error(`ping answered by ${reply.address}`);
  }
  return performance.now() - startMs;
}
