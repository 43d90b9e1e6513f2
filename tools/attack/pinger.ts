/**
 * Pinger: how long the daemon takes to answer an honest client over UDP meanwhile, measured on a thread that does nothing else.
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
  /** never answered: a full socket drops datagrams, and so does a daemon under a flood from the same port */
  readonly lost: number;
}

/** Begins at once. @returns what ends it */
export function startPings(setup: PingSetup): { stop(): Promise<Pings> } {
  const thread = new Worker(new URL('./ping-thread.js', import.meta.url), { workerData: setup });
  const result = once(thread, 'message');
  return {
    async stop() {
      thread.postMessage('stop');
      const [pings] = (await result) as [Pings];
      await thread.terminate();
      return pings;
    },
  };
}

/** The time that this share of the pings does not exceed; 0 where there is none. */
export function pingAtShare({ timesMs }: Pick<Pings, 'timesMs'>, share: number): number {
  const sorted = timesMs.toSorted((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
}
