/**
 * Invariants: what holds of a daemon after an attack, whatever it was. It is the same process, answers, has ended every job it
 * accepted exactly once, runs another to its end, has given back what it took, and has logged within bounds and without defects.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import type { Bounds } from './attack.js';
import type { Target } from './target.js';
import { processFigures, type ProcessFigures } from './process-figures.js';

/** An attack's, where it does not say otherwise. */
export const USUAL_BOUNDS: Bounds = {
  // the worker's warm-up, V8's young generation and what collect-rarely lets grow, twice
  peakMegabytes: 400,
  // some 4,000 lines
  logKilobytes: 1024,
  // idle connections that Node has not closed yet
  descriptors: 6,
};

/** cancelled jobs end within one network evaluation; there may be thousands */
const JOBS_END_LIMIT_MS = 30_000;
const SETTLE_LIMIT_MS = 8_000;
/** together below the daemon's limit of messages a second */
const CANCELS_A_BURST = 100;
const CANCELS_PAUSE_MS = 500;

/** @returns what does not hold, and how the daemon is now, if it is there */
export async function brokenInvariants(
  target: Target,
  bounds: Bounds,
): Promise<{ readonly broken: readonly string[]; readonly after: ProcessFigures | undefined }> {
  const { daemon, ledger } = target;
  const broken: string[] = [];
  const note = (isBroken: boolean, sentence: string): void => {
    if (isBroken) broken.push(sentence);
  };
  if (!target.isSameProcess) {
    return { broken: [`the daemon has ended (${daemon.ending})`], after: undefined };
  }
  try {
    const ping = await target.ask('ping');
    note(ping.end !== 'pong', `a ping afterwards ends in ${ping.end}`);
    if (ping.end === 'pong') await endJobs(target);
    const { open } = ledger;
    note(open.length > 0, `${open.length} accepted jobs have not ended`);
    const end = await target.separate();
    note(end !== 'done', `a job afterwards ends in ${end}`);
  } catch (error) {
    broken.push(error instanceof Error ? error.message : String(error));
  }
  if (!isStillThere(target)) {
    broken.push(`the daemon has ended afterwards (${daemon.ending})`);
    return { broken, after: undefined };
  }
  note(!ledger.isHeard, 'the daemon cut off a subscriber that reads all it is sent');
  broken.push(...ledger.takeFaults());
  const after = await settled(target, bounds);
  const { before } = target;
  const grown = Math.round(after.peakMegabytes - before.residentMegabytes);
  note(grown > bounds.peakMegabytes, `it took ${grown} MB more memory at its worst`);
  const leaked = after.descriptors - before.descriptors;
  note(leaked > bounds.descriptors, `it holds ${leaked} descriptors more than before`);
  const left = after.children - before.children;
  note(left > 0, `it has ${left} child processes more than before`);
  const kilobytes = Math.round(target.logBytes / 1024);
  note(kilobytes > bounds.logKilobytes, `it logged ${kilobytes} KB`);
  note(target.oddLines > 0, `${target.oddLines} lines of its log are errors: ${oddLine(target)}`);
  return { broken, after };
}

/** Has every job end that still runs or waits: any client may cancel it. */
async function endJobs(target: Target): Promise<void> {
  const { ledger } = target;
  const endMs = performance.now() + JOBS_END_LIMIT_MS;
  const asked = new Set<string>();
  while (ledger.open.length > 0 && performance.now() < endMs) {
    const fresh = ledger.open.filter((jobId) => !asked.has(jobId)).slice(-CANCELS_A_BURST);
    await Promise.all(
      fresh.map((jobId) => {
        asked.add(jobId);
        return target.ask('cancel', jobId);
      }),
    );
    await sleep(CANCELS_PAUSE_MS);
  }
}

/** Descriptors and children go when what they are for is closed, which is a little later. */
async function settled({ daemon, before }: Target, bounds: Bounds): Promise<ProcessFigures> {
  const endMs = performance.now() + SETTLE_LIMIT_MS;
  for (;;) {
    const now = await processFigures(daemon.pid);
    const isSettled =
      now.descriptors <= before.descriptors + bounds.descriptors && now.children <= before.children;
    if (isSettled || performance.now() > endMs) return now;
    await sleep(100);
  }
}

/** It may have ended since it was looked at last. */
function isStillThere(target: Target): boolean {
  return target.isSameProcess;
}

function oddLine({ daemon }: Target): string {
  return daemon.log.oddLines.at(-1) ?? '';
}
