/**
 * What may happen to a live daemon: the process of a stream is killed, its worker or all of it stands still, others want the
 * processor.
 */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

import type { StreamDirection } from '../../src/audio/host/audio-host.js';
import { withProcess } from './process-output.js';
import type { RunningDaemon } from './running-daemon.js';

/** `kill -9` of the process that holds the stream's device. */
export async function killStream(daemon: RunningDaemon, direction: StreamDirection): Promise<void> {
  for (const pid of (await readdir('/proc')).map(Number).filter(Number.isInteger)) {
    const [status, command] = await Promise.all(
      ['status', 'cmdline'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')),
    );
    const isChild = status?.includes(`\nPPid:\t${daemon.process.pid}\n`) === true;
    if (!isChild || command?.split('\0').includes(direction) !== true) continue;
    process.kill(pid, 'SIGKILL');
    return;
  }
  assert.fail(`the daemon has no process for its ${direction}`);
}

/** The whole daemon stands still, as one does whose machine sleeps or swaps; the processes of its streams go on. */
export async function standStill(
  { process: daemon }: RunningDaemon,
  seconds: number,
): Promise<void> {
  daemon.kill('SIGSTOP');
  await sleep(1000 * seconds);
  daemon.kill('SIGCONT');
}

/** Arguments of node for a daemon whose worker `freezeWorker` can freeze for so long. */
export function freezableFor(seconds: number): string[] {
  const url = new URL('./freeze-workers.js', import.meta.url);
  url.searchParams.set('ms', String(1000 * seconds));
  return ['--import', url.href];
}

/** The thread that runs the network stands still; returns at once. */
export function freezeWorker({ process: daemon }: RunningDaemon): void {
  daemon.kill('SIGUSR2');
}

/** Runs `use` while twice as many processes as there are processors never rest. */
export async function withBusyProcessors(use: () => Promise<void>): Promise<void> {
  const withHogs = (count: number): Promise<void> =>
    count === 0
      ? use()
      : withProcess(process.execPath, ['-e', 'for (;;);'], () => withHogs(count - 1));
  await withHogs(2 * availableParallelism());
}
