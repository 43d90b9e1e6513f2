/**
 * Live state: the live session as the daemon tells of it, and what the page asks of it. While its panel is open it hears meters, and
 * looks once a second how the session goes.
 *
 * Meters are not in the value that changes as a whole: they come twenty times a second, and each goes to who shows it.
 */
import type { Reply, ReplyValues } from '../../../control/api/replies.js';
import { RefusedError } from '../connection.js';
import type { Follower, PageState } from '../page-state.js';
import { Requests } from '../requests.js';
import { Store } from '../store.js';

export type MeterLevel = Pick<ReplyValues<'liveMeter'>, 'peakDbfs' | 'rmsDbfs'>;
export type StemSetting = Omit<ReplyValues<'liveLevel'>, 'stem'>;

export interface LiveShown {
  readonly isOpen: boolean;
  readonly devices: readonly ReplyValues<'soundDevice'>[];
  /** undefined: not known yet */
  readonly status: ReplyValues<'liveStatus'> | undefined;
  readonly change: 'starting' | 'stopping' | undefined;
  readonly settings: ReadonlyMap<string, StemSetting>;
  /** undefined: nothing that could be held */
  readonly isHeld: boolean | undefined;
  readonly capture: ReplyValues<'captureStatus'> | undefined;
  /** dBFS of the input since it began or the panel was opened, newest last, {@link LEVELS_PER_SECOND} a second */
  readonly inputPeaks: readonly number[];
  /** what happened, newest first */
  readonly news: readonly string[];
  readonly problem: string | undefined;
}

/** What the input is called beside the stems. */
export const INPUT = '';
const SILENT: MeterLevel = { peakDbfs: -120, rmsDbfs: -120 };
const MOST_NEWS = 8;
/** as often as the daemon measures */
export const LEVELS_PER_SECOND = 20;

export class LiveState implements Follower {
  readonly store = new Store<LiveShown>({
    isOpen: false,
    devices: [],
    status: undefined,
    change: undefined,
    settings: new Map(),
    isHeld: undefined,
    capture: undefined,
    inputPeaks: [],
    news: [],
    problem: undefined,
  });
  readonly #requests: Requests;
  readonly #page: PageState;
  readonly #meters = new Map<string, Set<(level: MeterLevel) => void>>();
  #inputPeaks: number[] = [];

  constructor(page: PageState) {
    this.#page = page;
    this.#requests = new Requests(page.connection, 'live');
    page.follow(this);
  }

  onOpen(): void {
    this.#requests.restart();
    if (this.store.shown.isOpen) this.#begin();
  }

  onReply(reply: Reply): boolean {
    if (this.#requests.hear(reply)) return true;
    const { key, values } = reply;
    if (key === 'liveMeter') this.#meter(values);
    else if (key === 'liveLevel') this.#setLevel(values);
    else if (key === 'liveHeld') this.store.change({ isHeld: values.held });
    else if (key === 'liveNews') this.#news(values);
    else if (key === 'liveStarted') {
      this.#inputPeaks = [];
      this.#look();
    } else if (key === 'heartbeat') {
      const { isOpen, status } = this.store.shown;
      if (isOpen && status?.running === true) this.#look();
    } else return false;
    return true;
  }

  /** Hears how loud a stem, or the input, is. @returns a function that ends it */
  onMeter(stem: string, listener: (level: MeterLevel) => void): () => void {
    const listeners = this.#meters.get(stem) ?? new Set();
    this.#meters.set(stem, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** The panel is opened or closed. */
  setOpen(isOpen: boolean): void {
    if (isOpen === this.store.shown.isOpen) return;
    this.store.change({ isOpen });
    if (!this.#requests.isReady) return;
    if (isOpen) this.#begin();
    else this.#ask('live/meters', [0]);
  }

  lookForDevices(): void {
    void this.#tell(async () => {
      const replies = await this.#requests.ask('device/list');
      const devices = replies.flatMap((reply) =>
        reply.key === 'soundDevice' ? [reply.values] : [],
      );
      this.store.change({ devices });
    });
  }

  /** @param options keys and values, as the request has them */
  start(options: readonly (string | number)[]): void {
    this.#changeSession('starting', 'live/start', options);
  }

  stop(): void {
    this.#changeSession('stopping', 'live/stop', []);
  }

  setGain(stem: string, gainDb: number): void {
    this.#set(stem, { gainDb });
    this.#send('live/gain', stem, gainDb);
  }

  setMuted(stem: string, muted: boolean): void {
    this.#set(stem, { muted });
    this.#send('live/mute', stem, muted ? 1 : 0);
  }

  setSoloed(stem: string, soloed: boolean): void {
    this.#set(stem, { soloed });
    this.#send('live/solo', stem, soloed ? 1 : 0);
  }

  hold(held: boolean): void {
    this.#send('live/hold', held ? 1 : 0);
  }

  mark(): void {
    void this.#tell(async () => {
      await this.#requests.ask('capture/mark');
      this.#look();
    });
  }

  /** Has a part of what came in separated. @param span such as "8bars" */
  take(span: string): void {
    this.#page.separatePath(`capture:${span}`);
  }

  #begin(): void {
    this.#inputPeaks = [];
    this.store.change({ problem: undefined });
    this.#look();
    this.lookForDevices();
    this.#ask('live/meters', [1]);
  }

  #look(): void {
    void this.#tell(async () => {
      const [live, capture] = await Promise.all([
        this.#requests.ask('live/status'),
        this.#requests.ask('capture/status'),
      ]);
      const settings = new Map<string, StemSetting>();
      let isHeld: boolean | undefined;
      for (const { key, values } of live) {
        if (key === 'liveStatus') this.#setStatus(values);
        if (key === 'liveLevel') settings.set(values.stem, values);
        if (key === 'liveHeld') isHeld = values.held;
      }
      this.store.change({ settings, isHeld });
      for (const { key, values } of capture) {
        if (key !== 'captureStatus') continue;
        this.store.change({ capture: values, inputPeaks: [...this.#inputPeaks] });
      }
    });
  }

  #setStatus(status: ReplyValues<'liveStatus'>): void {
    this.store.change({ status });
    if (status.running) return;
    for (const listeners of this.#meters.values()) {
      for (const listener of listeners) listener(SILENT);
    }
  }

  #changeSession(
    change: 'starting' | 'stopping',
    address: string,
    options: readonly (string | number)[],
  ): void {
    this.store.change({ change, problem: undefined });
    void this.#tell(() => this.#requests.ask(address, options)).finally(() => {
      this.store.change({ change: undefined });
      this.#look();
    });
  }

  #meter({ stem, ...level }: ReplyValues<'liveMeter'>): void {
    for (const listener of this.#meters.get(stem) ?? []) listener(level);
    if (stem !== INPUT) return;
    this.#inputPeaks.push(level.peakDbfs);
    const most = LEVELS_PER_SECOND * (this.store.shown.capture?.limitSeconds ?? 0);
    if (this.#inputPeaks.length > most) this.#inputPeaks.splice(0, this.#inputPeaks.length - most);
  }

  #news({ message }: ReplyValues<'liveNews'>): void {
    this.store.change({ news: [message, ...this.store.shown.news].slice(0, MOST_NEWS) });
    this.#look();
  }

  #setLevel({ stem, ...setting }: ReplyValues<'liveLevel'>): void {
    this.store.change({ settings: new Map([...this.store.shown.settings, [stem, setting]]) });
  }

  /** Shown at once; the daemon says the same soon. */
  #set(stem: string, change: Partial<StemSetting>): void {
    const before = this.store.shown.settings.get(stem);
    if (before !== undefined) this.#setLevel({ stem, ...before, ...change });
  }

  #ask(address: string, values: readonly (string | number)[]): void {
    void this.#tell(() => this.#requests.ask(address, values));
  }

  /** What takes no id is answered by an error alone, which the page shows. */
  #send(address: string, ...values: readonly (string | number)[]): void {
    void this.#tell(() => this.#page.connection.request(address, ...values));
  }

  async #tell(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof RefusedError && error.code !== 'cancelled') {
        this.store.change({ problem: error.message });
      }
    }
  }
}
