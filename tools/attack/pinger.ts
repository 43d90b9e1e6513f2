/**
 * Pinger: how long the daemon takes to answer an honest client over UDP, all the time, measured on a thread that does nothing else.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

export interface PingSetup {
  readonly port: number;
  readonly everyMs: number;
  /** said first, if there is one */
  readonly token?: string | undefined;
}

/** Plain data, from thread to thread. */
export interface Pings {
  /** of those that were answered, in the order of the answers */
  readonly timesMs: readonly number[];
  readonly sent: number;
  /** never answered: a full socket drops datagrams */
  readonly lost: number;
}

export const NO_PINGS: Pings = { timesMs: [], sent: 0, lost: 0 };

export interface Pinger {
  /** The pings since the last collection; waits a second at most for those under way. */
  collect(): Promise<Pings>;
  stop(): Promise<void>;
}

/** It pings when this resolves. */
export async function startPinger(setup: PingSetup): Promise<Pinger> {
  const thread = new Worker(new URL('./ping-thread.js', import.meta.url), { workerData: setup });
  await once(thread, 'message');
  return {
    async collect() {
      const collected = once(thread, 'message');
      thread.postMessage('collect');
      const [pings] = (await collected) as [Pings];
      return pings;
    },
    stop: async () => {
      await thread.terminate();
    },
  };
}

/** The time that this share of the pings does not exceed; 0 where there is none. */
export function pingAtShare({ timesMs }: Pick<Pings, 'timesMs'>, share: number): number {
  const sorted = timesMs.toSorted((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
}
