/**
 * Running attack: one attack with its time, its daemons and its strangers, from its first daemon to what is found afterwards.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { PulseServer } from '../../test/support/pulse-server.js';
import { NotTried, type Attack, type AttackContext, type Bounds } from './attack.js';
import { notTried, worstOf, type AttackFigures, type AttackResult } from './attack-result.js';
import { brokenInvariants, USUAL_BOUNDS } from './invariants.js';
import { pingAtShare, type Pings } from './pinger.js';
import { seededRandom } from './seeded-random.js';
import type { SharedTarget } from './shared-target.js';
import { strangerOverTcp, strangerOverUdp, type Stranger } from './strangers.js';
import { Target, type WatchedOptions } from './target.js';

export interface AttackSetup {
  readonly seed: number;
  /** no bound on times */
  readonly isShort: boolean;
  readonly lengthMs: number;
  readonly shared: SharedTarget;
  /** of its own, made when it is needed */
  readonly folder: string;
  readonly sound: PulseServer | undefined;
}

/** A daemon that lets a client wait for longer is as good as down; only where nobody else needs the processor. */
const WORST_PING_MS = 2000;
const MOST_SENTENCE_CHARACTERS = 300;

export class RunningAttack {
  readonly #attack: Attack;
  readonly #setup: AttackSetup;
  readonly #targets = new Map<Target, { readonly isShared: boolean; readonly accepted: number }>();
  readonly #tried = new Map<string, number>();
  readonly #others = new Map<string, number | string>();
  readonly #broken: string[] = [];
  readonly #strangers: Stranger[] = [];
  #folders = 0;
  #isGivenUp = false;
  /** begins with the first daemon that is there to be attacked */
  #endMs: number | undefined;

  constructor(attack: Attack, setup: AttackSetup) {
    this.#attack = attack;
    this.#setup = setup;
  }

  /** Gives up, with its daemons, what has no end. */
  async runWithin(limitMs: number): Promise<AttackResult> {
    const limit = new AbortController();
    const late = sleep(limitMs, undefined, { signal: limit.signal }).then(
      async () => {
        this.#isGivenUp = true;
        for (const target of this.#targets.keys()) await target.kill();
        await this.#setup.shared.stop();
        this.#broken.push(`no end within ${Math.round(limitMs / 1000)} s`);
        return this.#result([]);
      },
      () => new Promise<never>(() => undefined),
    );
    try {
      return await Promise.race([this.#runToEnd(), late]);
    } finally {
      limit.abort();
    }
  }

  async #runToEnd(): Promise<AttackResult> {
    let reason: string | undefined;
    try {
      await this.#attack.run(this.#context());
    } catch (error) {
      if (error instanceof NotTried) reason = error.message;
      else this.#broken.push(error instanceof Error ? error.message : String(error));
    }
    for (const stranger of this.#strangers) stranger.close();
    const seen = [];
    for (const [target, { isShared }] of this.#targets) {
      seen.push(await this.#look(target));
      if (!isShared) {
        if (!(await target.stop())) this.#broken.push('it does not stop when it is told to');
      } else if (this.#broken.length > 0) await this.#setup.shared.stop();
    }
    if (reason !== undefined) return notTried(this.#attack, `not tried: ${reason}`);
    return this.#result(seen);
  }

  #result(seen: readonly AttackFigures[]): AttackResult {
    const { name, holds } = this.#attack;
    let [accepted, ended] = [0, 0];
    for (const [{ ledger }, { accepted: before }] of this.#targets) {
      accepted += ledger.accepted - before;
      ended += ledger.accepted - before - ledger.open.length;
    }
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
      this.#endMs ??= performance.now() + this.#setup.lengthMs;
      if (this.#isGivenUp) return 0;
      return Math.max(0, this.#endMs - performance.now());
    };
    return {
      random: seededRandom(this.#setup.seed, name),
      isOver: () => leftMs() === 0,
      leftMs,
      isShort: this.#setup.isShort,
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
      sound: this.#setup.sound,
    };
  }

  async #target(options: WatchedOptions | undefined): Promise<Target> {
    if (this.#isGivenUp) throw new Error('the attack has been given up');
    const isShared = options === undefined;
    const target = isShared
      ? await this.#setup.shared.current()
      : await Target.start(await this.#newFolder(), options);
    // counted before the job that loads the model, which is one of this attack's
    this.#targets.set(target, { isShared, accepted: target.ledger.accepted });
    if (!isShared) await target.separate();
    await target.begin();
    this.#endMs ??= performance.now() + this.#setup.lengthMs;
    return target;
  }

  async #met<Kind extends Stranger>(coming: Promise<Kind>): Promise<Kind> {
    const stranger = await coming;
    this.#strangers.push(stranger);
    return stranger;
  }

  async #newFolder(): Promise<string> {
    const folder = path.join(this.#setup.folder, String(++this.#folders));
    await mkdir(folder, { recursive: true });
    return folder;
  }

  async #look(target: Target): Promise<AttackFigures> {
    const bounds: Bounds = { ...USUAL_BOUNDS, ...this.#attack.bounds };
    const pings = await target.pings();
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
    if (this.#setup.isShort || this.#attack.standsStill === true) return;
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
