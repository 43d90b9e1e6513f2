/**
 * Runs attacks one after the other within a bound of time, and says of each what was tried and what did not hold.
 */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { withPulseServer, type PulseServer } from '../../test/support/pulse-server.js';
import { withTemporaryFolder } from '../../test/support/temporary-folder.js';
import { NotTried, type Attack, type AttackContext, type Bounds, type Need } from './attack.js';
import { brokenInvariants, USUAL_BOUNDS } from './invariants.js';
import { pingAtShare, type Pings } from './pinger.js';
import { seededRandom } from './seeded-random.js';
import { strangerOverTcp, strangerOverUdp, type Stranger } from './strangers.js';
import { Target, type WatchedOptions } from './target.js';

export interface AttackRun {
  /** all attacks together */
  readonly seconds: number;
  readonly seed: number;
  /** the form that CI runs: less of each, and no bound on times */
  readonly isShort: boolean;
  /** told as each attack ends */
  readonly onResult: (result: AttackResult) => void;
}

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

/** of the bound, for starting daemons and looking at them afterwards */
const OVERHEAD_SHARE = 0.4;
/** A daemon that lets a client wait for longer is as good as down; only where nobody else needs the processor. */
const WORST_PING_MS = 2000;
const MOST_SENTENCE_CHARACTERS = 300;

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
          const withSound = (use: (sound?: PulseServer) => Promise<void>): Promise<void> =>
            attack.needs?.includes('devices') === true
              ? withPulseServer(SINKS, [], (sound) => use(sound))
              : use();
          await withSound(async (sound) => {
            const own = path.join(folder, attack.name);
            tell(await new RunningAttack(attack, run, lengthMs, shared, own, sound).run());
          });
        }
      }
    } finally {
      await shared.stop();
    }
  });
  return results;
}

const SINKS = ['in', 'out'].map((name) => ({ name, rateHz: 44_100, channels: 2 }));

function secondsOf({ seconds }: Attack, { isShort }: AttackRun): number {
  return isShort ? (seconds.short ?? 0) : seconds.long;
}

function isThere(need: Need): boolean {
  if (need === 'root') return process.getuid?.() === 0;
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const programs = ['pulseaudio', 'pactl', 'pacat'];
  return programs.every((name) => folders.some((folder) => existsSync(path.join(folder, name))));
}

function notTried({ name, holds }: Attack, tried: string): AttackResult {
  const others = new Map<string, never>();
  const jobs = { accepted: 0, ended: 0 };
  return { name, holds, tried, outcome: 'not tried', broken: [], figures: undefined, others, jobs };
}

/** The daemon that attacks share which need no other; a new one after one that did not hold. */
class SharedTarget {
  readonly #folder: string;
  #starts = 0;
  #target: Target | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async current(): Promise<Target> {
    if (this.#target === undefined) {
      const folder = path.join(this.#folder, String(++this.#starts));
      await mkdir(folder, { recursive: true });
      this.#target = await Target.start(folder);
      // the first job loads the model: that is no attack's doing
      await this.#target.separate();
    }
    return this.#target;
  }

  async stop(): Promise<void> {
    await this.#target?.stop();
    this.#target = undefined;
  }
}

class RunningAttack {
  readonly #attack: Attack;
  readonly #run: AttackRun;
  readonly #lengthMs: number;
  readonly #shared: SharedTarget;
  readonly #folder: string;
  readonly #sound: PulseServer | undefined;
  readonly #targets = new Map<Target, { readonly isShared: boolean; readonly accepted: number }>();
  readonly #tried = new Map<string, number>();
  readonly #others = new Map<string, number | string>();
  readonly #broken: string[] = [];
  readonly #strangers: Stranger[] = [];
  #folders = 0;
  /** begins with the first daemon that is there to be attacked */
  #endMs: number | undefined;

  constructor(
    attack: Attack,
    run: AttackRun,
    lengthMs: number,
    shared: SharedTarget,
    folder: string,
    sound: PulseServer | undefined,
  ) {
    this.#attack = attack;
    this.#run = run;
    this.#lengthMs = lengthMs;
    this.#shared = shared;
    this.#folder = folder;
    this.#sound = sound;
  }

  async run(): Promise<AttackResult> {
    const { name, holds } = this.#attack;
    let reason: string | undefined;
    try {
      await this.#attack.run(this.#context());
    } catch (error) {
      if (error instanceof NotTried) reason = error.message;
      else this.#broken.push(error instanceof Error ? error.message : String(error));
    }
    for (const stranger of this.#strangers) stranger.close();
    const seen = [];
    let [accepted, ended] = [0, 0];
    for (const [target, { isShared, accepted: before }] of this.#targets) {
      seen.push(await this.#look(target));
      accepted += target.ledger.accepted - before;
      ended += target.ledger.accepted - before - target.ledger.open.length;
      if (!isShared) {
        if (!(await target.stop())) this.#broken.push('it does not stop when it is told to');
      } else if (this.#broken.length > 0) await this.#shared.stop();
    }
    if (reason !== undefined) return notTried(this.#attack, `not tried: ${reason}`);
    return {
      name,
      holds,
      tried: [...this.#tried].map(([what, count]) => `${count} ${what}`).join(', '),
      outcome: this.#broken.length === 0 ? 'held' : 'did not hold',
      broken: this.#broken.map(inALine),
      figures: worstOf(seen),
      others: this.#others,
      jobs: { accepted, ended },
    };
  }

  #context(): AttackContext {
    const { name } = this.#attack;
    const leftMs = () => {
      this.#endMs ??= performance.now() + this.#lengthMs;
      return Math.max(0, this.#endMs - performance.now());
    };
    return {
      random: seededRandom(this.#run.seed, name),
      isOver: () => leftMs() === 0,
      leftMs,
      isShort: this.#run.isShort,
      target: (options) => this.#target(options),
      udp: (...whom) => this.#met(strangerOverUdp(...whom)),
      tcp: (...whom) => this.#met(strangerOverTcp(...whom)),
      folder: () => this.#newFolder(),
      tried: (what, count = 1) => {
        this.#tried.set(what, (this.#tried.get(what) ?? 0) + count);
      },
      figure: (what, value) => {
        this.#others.set(what, value);
      },
      expect: (held, otherwise) => {
        if (!held && !this.#broken.includes(otherwise)) this.#broken.push(otherwise);
      },
      sound: this.#sound,
    };
  }

  async #target(options: WatchedOptions | undefined): Promise<Target> {
    const isShared = options === undefined;
    const target = isShared
      ? await this.#shared.current()
      : await Target.start(await this.#newFolder(), options);
    // counted before the job that loads the model, which is one of this attack's
    this.#targets.set(target, { isShared, accepted: target.ledger.accepted });
    if (!isShared) await target.separate();
    await target.begin();
    this.#endMs ??= performance.now() + this.#lengthMs;
    return target;
  }

  async #met<Kind extends Stranger>(coming: Promise<Kind>): Promise<Kind> {
    const stranger = await coming;
    this.#strangers.push(stranger);
    return stranger;
  }

  async #newFolder(): Promise<string> {
    const folder = path.join(this.#folder, String(++this.#folders));
    await mkdir(folder, { recursive: true });
    return folder;
  }

  async #look(target: Target): Promise<AttackFigures> {
    const bounds: Bounds = { ...USUAL_BOUNDS, ...this.#attack.bounds };
    const pings = await target.end();
    const { broken, after } = await brokenInvariants(target, bounds);
    this.#broken.push(...broken);
    const figures = {
      worstPingMs: pingAtShare(pings, 1),
      lostPings: pings.lost,
      peakMegabytes: after?.peakMegabytes ?? 0,
      logKilobytes: target.logBytes / 1024,
      descriptors: after === undefined ? 0 : after.descriptors - target.before.descriptors,
    };
    this.#lookAtPings(pings, figures);
    return figures;
  }

  #lookAtPings({ sent, lost }: Pings, { worstPingMs }: AttackFigures): void {
    if (this.#run.isShort || this.#attack.standsStill === true) return;
    if (worstPingMs > WORST_PING_MS) {
      this.#broken.push(`a ping took ${Math.round(worstPingMs)} ms`);
    }
    if (lost > 0 && lost === sent) this.#broken.push('no ping was answered');
  }
}

/** Stacks and logs are for who looks closer, with `--only`. */
function inALine(sentence: string): string {
  return sentence.replaceAll(/\s+/g, ' ').slice(0, MOST_SENTENCE_CHARACTERS);
}

/** Of several daemons, the worst of each figure. */
function worstOf(all: readonly AttackFigures[]): AttackFigures | undefined {
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
