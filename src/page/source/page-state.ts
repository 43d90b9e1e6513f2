/**
 * Page state: what the daemon has said, as one value that changes as a whole, and what the page asks of the daemon.
 *
 * Sound and waveforms are not in it: players fetch what they play (player.ts, waveform.tsx).
 */
import type { Reply } from '../../control/api/replies.js';
import { Connection, RefusedError } from './connection.js';
import { readResults, type Result, type StemSound } from './read-results.js';
import { repeatRequest, type Sampling } from './repeat-request.js';
import { TakeAway } from './take-away.js';
import { Store } from './store.js';
import { TEXTS } from './texts.js';
import { Uploads } from './uploads.js';
import { changedBy, hasEnded, newWork, type Work } from './work.js';

export interface StemLook {
  readonly label: string;
  readonly colour: string;
}

export interface Shown {
  readonly isConnected: boolean;
  readonly needsToken: boolean;
  readonly work: readonly Work[];
  /** the newest first */
  readonly results: readonly Result[];
  readonly looks: ReadonlyMap<string, StemLook>;
  /** names of those that can be used */
  readonly models: readonly string[];
  /** what could not be done, for the user to read */
  readonly problem: string | undefined;
}

/** A part of the page with a state of its own. */
export interface Follower {
  /** Requests can be made, of a daemon that may be another one than before. */
  onOpen(): void;
  /** @returns whether the reply is for this part alone */
  onReply(reply: Reply): boolean;
}

const RENEW_MS = 30_000;
const SUBSCRIPTION = 'events';
const LOOKS = 'looks';
const MODELS = 'models';
/** each time another take */
const SEEDS = 2 ** 31;
/** where this tab keeps the daemon's token, so that it is asked for once */
const TOKEN = 'token';
/** results are asked for at most as often as this while they grow */
const RESULTS_PERIOD_MS = 500;

export class PageState {
  readonly connection: Connection;
  readonly takeAway: TakeAway;
  readonly store = new Store<Shown>({
    isConnected: false,
    needsToken: false,
    work: [],
    results: [],
    looks: new Map(),
    models: [],
    problem: undefined,
  });
  readonly #followers: Follower[] = [];
  /** of own requests: their id -> the job's */
  readonly #jobs = new Map<string, string>();
  readonly #uploads: Uploads;
  /** what is to be done once a request is, by its id */
  readonly #afterwards = new Map<string, () => void>();
  #requests = 0;
  #isResultsDue = false;

  constructor() {
    this.connection = new Connection({
      onOpen: () => {
        this.#begin();
      },
      onLost: () => {
        this.#lose();
      },
      onReply: (reply) => {
        if (this.#uploads.hear(reply)) return;
        if (!this.#followers.some((follower) => follower.onReply(reply))) this.#hear(reply);
      },
    });
    this.#uploads = new Uploads(this.connection, {
      newId: () => this.#newId(),
      add: (rows) => {
        this.store.change({ work: [...rows, ...this.store.shown.work] });
      },
      change: (id, change) => {
        this.#changeWork(id, (work) => ({ ...work, ...change }));
      },
    });
    this.takeAway = new TakeAway(this.connection, (problem) => {
      this.store.change({ problem });
    });
    setInterval(() => {
      if (this.store.shown.isConnected) this.#ask('subscribe', SUBSCRIPTION);
    }, RENEW_MS);
  }

  /** The model that jobs run on may be another now: how do its stems look? */
  refreshLooks(): void {
    this.#ask('model/stems', LOOKS);
  }

  follow(follower: Follower): void {
    this.#followers.push(follower);
  }

  /** Uploads recordings one after the other, and has each separated. */
  async separate(files: Promise<readonly File[]>): Promise<void> {
    try {
      const dropped = await files;
      if (dropped.length === 0) this.store.change({ problem: TEXTS.noRecordings });
      await this.#uploads.send(dropped);
    } catch (error) {
      this.store.change({ problem: messageOf(error) });
    }
  }

  /** Has a file separated where it lies. @param path absolute, below a media root of the daemon's */
  separatePath(path: string): void {
    this.#startJob(nameIn(path), 'separate', path);
  }

  /** Generates a stem anew that fits others. @param known the other stems of the result, as they are heard */
  impute({ folder, id, stems }: Result, stem: string, known: readonly StemSound[]): void {
    const isAsSeparated = known.every(({ path }) => stems.some((own) => own.path === path));
    const [first = '', ...others] = known.map((sound) => `${sound.stem}=${sound.path}`);
    const source = isAsSeparated ? [folder, stem] : [first, stem, ...others.flatMap(asKnown)];
    this.#startJob(`${id}: ${stem}`, 'impute', ...source, 'seed', anySeed());
  }

  /** Has a result made once more, on a model that all later jobs run on, too. */
  makeAgain({ id, origin, stems }: Result, sampling: Sampling, model: string): void {
    if (origin === undefined) return;
    const { address, values } = repeatRequest({ origin, stems }, sampling);
    const loading = this.#newId();
    this.#afterwards.set(loading, () => {
      this.#startJob(id, address, ...values);
    });
    this.#ask('model/load', loading, model);
  }

  /** Has a result's stems go on. */
  goOn({ folder, id }: Result, seconds: number): void {
    this.#startJob(id, 'continue', folder, seconds);
  }

  generate(seconds: number): void {
    this.#startJob(`${seconds} s`, 'generate', seconds, 'seed', anySeed());
  }

  /** @param place so many jobs go before it then */
  move(id: string, place: number): void {
    this.#ask('job/move', this.#newId(), id, place);
  }

  cancelAll(): void {
    for (const work of this.store.shown.work) if (!hasEnded(work)) this.cancel(work.id);
  }

  cancel(id: string): void {
    if (!this.#uploads.cancel(id)) this.#ask('cancel', this.#newId(), id);
  }

  dismiss(id: string): void {
    this.store.change({ work: this.store.shown.work.filter((each) => each.id !== id) });
  }

  dismissProblem(): void {
    this.store.change({ problem: undefined });
  }

  sendToken(token: string): void {
    sessionStorage.setItem(TOKEN, token);
    this.#begin();
  }

  /** Jobs go with their daemon; where it was the connection alone that was lost, they are told anew. */
  #lose(): void {
    this.#uploads.connected(false);
    const work = this.store.shown.work.map((each): Work => {
      if (hasEnded(each) || this.#uploads.has(each.id)) return each;
      return { ...each, state: 'failed', messages: [TEXTS.lostJob] };
    });
    this.store.change({ isConnected: false, work });
  }

  /** Asks for nothing before the token is known to be the right one: a wrong one is refused once. */
  #begin(): void {
    this.store.change({ isConnected: true });
    const token = sessionStorage.getItem(TOKEN);
    if (token === null) {
      this.#askForAll();
      return;
    }
    const id = this.#newId();
    this.#afterwards.set(id, () => {
      this.store.change({ needsToken: false, problem: undefined });
      this.#askForAll();
    });
    this.#ask('auth', id, token);
  }

  #askForAll(): void {
    void this.#tell(async () => {
      await this.connection.request('subscribe', SUBSCRIPTION);
      this.refreshLooks();
      this.store.change({ models: [] });
      await this.connection.request('model/list', MODELS);
      for (const follower of this.#followers) follower.onOpen();
      this.#uploads.connected(true);
      this.#refreshResults();
    });
  }

  #startJob(name: string, address: string, ...values: readonly (string | number)[]): void {
    const id = this.#newId();
    this.store.change({ work: [newWork(id, name, 'waiting'), ...this.store.shown.work] });
    this.#ask(address, id, ...values);
  }

  #newId(): string {
    return `page-${++this.#requests}`;
  }

  #hear(reply: Reply): void {
    const id = String(reply.id);
    if (reply.key === 'modelStem') {
      const { stem, label, colour } = reply.values;
      this.store.change({ looks: new Map([...this.store.shown.looks, [stem, { label, colour }]]) });
    } else if (reply.key === 'model') this.#addModel(reply.values);
    else if (reply.key === 'done' && this.#afterwards.has(id)) {
      this.#afterwards.get(id)!();
      this.#afterwards.delete(id);
    } else if (reply.key === 'ack') this.#accept(id, reply.values);
    else if (reply.key === 'error' && !this.#isWork(id)) this.#refused(id, reply);
    else {
      this.#changeWork(this.#jobs.get(id) ?? id, (work) => changedBy(work, reply));
      if (['growing', 'chunk', 'stem', 'done', 'error'].includes(reply.key)) this.#refreshResults();
    }
  }

  #addModel({ name, usable }: Reply<'model'>['values']): void {
    if (usable) this.store.change({ models: [...this.store.shown.models, name] });
  }

  #accept(id: string, { jobId }: { readonly jobId: string }): void {
    this.#jobs.set(id, jobId);
    if (this.#isWork(id))
      this.#changeWork(id, (work) => ({
        ...newWork(jobId, work.name, 'waiting'),
      }));
    else if (!this.#isWork(jobId)) {
      this.store.change({ work: [newWork(jobId, jobId, 'waiting'), ...this.store.shown.work] });
    }
  }

  #refused(id: string, { values: { code, message } }: Reply<'error'>): void {
    this.#afterwards.delete(id);
    this.store.change({
      problem: message,
      needsToken: this.store.shown.needsToken || code === 'not-allowed',
    });
  }

  #isWork(id: string): boolean {
    const workId = this.#jobs.get(id) ?? id;
    return this.store.shown.work.some((work) => work.id === workId || work.id === id);
  }

  #changeWork(id: string, change: (work: Work) => Work): void {
    this.store.change({
      work: this.store.shown.work.map((work) => (work.id === id ? change(work) : work)),
    });
  }

  #refreshResults(): void {
    if (this.#isResultsDue) return;
    this.#isResultsDue = true;
    setTimeout(() => {
      this.#isResultsDue = false;
      void this.#tell(async () => {
        const response = await this.connection.fetch('/api/results');
        this.store.change({ results: readResults(await response.json()) });
      });
    }, RESULTS_PERIOD_MS);
  }

  #ask(address: string, ...values: readonly (string | number)[]): void {
    void this.#tell(() => this.connection.request(address, ...values));
  }

  /** A sound of a result is not there any more. @param message what the daemon says of it */
  resultGone(id: string, message: string): void {
    const { results } = this.store.shown;
    // what grows goes when its job is cancelled
    if (!results.some((result) => result.id === id && result.isFinished)) return;
    this.store.change({ problem: message });
    this.#refreshResults();
  }

  /** Does what changes results, and asks for them anew. */
  async changeResults(work: () => Promise<void>): Promise<void> {
    await this.attempt(work);
    this.#refreshResults();
  }

  /** What is refused is shown. */
  attempt(work: () => Promise<void>): Promise<void> {
    return this.#tell(work);
  }

  /** What is refused is shown; a connection that is lost is shown as such already. */
  async #tell(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof RefusedError) || !this.store.shown.isConnected) return;
      // a refusal for want of the token comes late, and says less than that of a wrong one
      const isTold = error.code === 'not-allowed' && this.store.shown.problem !== undefined;
      if (!isTold) this.store.change({ problem: error.message });
    }
  }
}

function asKnown(pair: string): [string, string] {
  return ['known', pair];
}

function anySeed(): number {
  return Math.floor(Math.random() * SEEDS);
}

function nameIn(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
