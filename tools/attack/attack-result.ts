/**
 * Attack result: what was tried, what did not hold, and what the attacked daemons took meanwhile.
 */
import type { Attack } from './attack.js';

export interface AttackResult {
  readonly name: string;
  readonly holds: string;
  /** what was tried, or why it was not */
  readonly tried: string;
  readonly outcome: 'held' | 'did not hold' | 'not tried';
  /** what did not hold, a sentence each */
  readonly broken: readonly string[];
  readonly figures: AttackFigures | undefined;
  /** of the attack's own, as it names them */
  readonly others: ReadonlyMap<string, number | string>;
  /** jobs that were accepted, and how many of them had exactly one end */
  readonly jobs: { readonly accepted: number; readonly ended: number };
}

export interface AttackFigures {
  readonly worstPingMs: number;
  readonly lostPings: number;
  readonly peakMegabytes: number;
  readonly logKilobytes: number;
  /** more than before the attack */
  readonly descriptors: number;
}

export function notTried({ name, holds }: Attack, tried: string): AttackResult {
  const others = new Map<string, never>();
  const jobs = { accepted: 0, ended: 0 };
  return { name, holds, tried, outcome: 'not tried', broken: [], figures: undefined, others, jobs };
}

/** Of several daemons, the worst of each figure. */
export function worstOf(all: readonly AttackFigures[]): AttackFigures | undefined {
  if (all.length === 0) return undefined;
  const most = (of: (figures: AttackFigures) => number): number => Math.max(...all.map(of));
  return {
    worstPingMs: most(({ worstPingMs }) => worstPingMs),
    lostPings: most(({ lostPings }) => lostPings),
    peakMegabytes: most(({ peakMegabytes }) => peakMegabytes),
    logKilobytes: most(({ logKilobytes }) => logKilobytes),
    descriptors: most(({ descriptors }) => descriptors),
  };
}
