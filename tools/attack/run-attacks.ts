/**
 * Runs attacks one after the other within a bound of time, and says of each what was tried and what did not hold.
 */
import path from 'node:path';

import { withPulseServer, type PulseServer } from '../../test/support/pulse-server.js';
import { withTemporaryFolder } from '../../test/support/temporary-folder.js';
import type { Attack, Need } from './attack.js';
import { notTried, type AttackResult } from './attack-result.js';
import { RunningAttack } from './running-attack.js';
import { SharedTarget } from './shared-target.js';
import { hasSoundServer, SINKS } from './sound-devices.js';

export interface AttackRun {
  /** all attacks together */
  readonly seconds: number;
  readonly seed: number;
  /** the form that CI runs: less of each, and no bound on times */
  readonly isShort: boolean;
  /** told as each attack ends */
  readonly onResult: (result: AttackResult) => void;
}

/** of the bound, for starting daemons and looking at them afterwards */
const OVERHEAD_SHARE = 0.4;

export async function runAttacks(
  attacks: readonly Attack[],
  run: AttackRun,
): Promise<readonly AttackResult[]> {
  const endMs = performance.now() + 1000 * run.seconds;
  const wanted = attacks.map((attack) => secondsOf(attack, run)).reduce((a, b) => a + b, 0);
  const scale = Math.min(1, ((1 - OVERHEAD_SHARE) * run.seconds) / Math.max(1, wanted));
  const results: AttackResult[] = [];
  const tell = (result: AttackResult): void => {
    results.push(result);
    run.onResult(result);
  };
  await withTemporaryFolder(async (folder) => {
    const shared = new SharedTarget(path.join(folder, 'shared'));
    try {
      for (const attack of attacks) {
        const missing = (attack.needs ?? []).filter((need) => !isThere(need));
        const lengthMs = 1000 * scale * secondsOf(attack, run);
        if (missing.length > 0) tell(notTried(attack, `not tried: no ${missing.join(', no ')}`));
        else if (performance.now() + lengthMs > endMs) tell(notTried(attack, 'not tried: no time'));
        else {
          const own = path.join(folder, attack.name);
          await withSound(attack, async (sound) => {
            const setup = { ...run, lengthMs, shared, folder: own, sound };
            const running = new RunningAttack(attack, setup);
            tell(await running.runWithin(lengthMs + 1000 * graceSeconds(run)));
          });
        }
      }
    } finally {
      await shared.stop();
    }
  });
  return results;
}

function withSound(
  { needs = [] }: Attack,
  use: (sound: PulseServer | undefined) => Promise<void>,
): Promise<void> {
  return needs.includes('devices') ? withPulseServer(SINKS, [], use) : use(undefined);
}

/** What an attack may take besides its time; a daemon that does not hold lets everybody wait. */
function graceSeconds({ isShort }: AttackRun): number {
  return isShort ? 30 : 90;
}

function secondsOf({ seconds }: Attack, { isShort }: AttackRun): number {
  return isShort ? (seconds.short ?? 0) : seconds.long;
}

function isThere(need: Need): boolean {
  if (need === 'root') return process.getuid?.() === 0;
  return hasSoundServer();
}
