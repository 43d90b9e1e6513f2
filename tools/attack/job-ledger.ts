/**
 * Job ledger: a subscriber that writes down every job the daemon accepts, whoever asked for it, and each of its ends. A job has
 * exactly one; only the death of its daemon ends a job without.
 */
import { Conversation, type Told } from './conversation.js';

interface Entry {
  readonly jobId: string;
  readonly ends: string[];
  /** final paths it has told */
  readonly stems: string[];
}

const JOB_ID_START = 'job-';
/** of a subscription: longer than any attack */
const TTL_SECONDS = 3600;

export class JobLedger {
  readonly #entries = new Map<string, Entry>();
  readonly #liveNews: string[] = [];
  readonly #faults: string[] = [];
  #conversation: Conversation | undefined;

  /** Listens to a daemon; to another one after that was killed. */
  async follow(port: number, token?: string): Promise<void> {
    this.#conversation = await Conversation.open({
      port,
      token,
      onOther: (told) => {
        this.#note(told);
      },
    });
    const replies = await this.#conversation.ask('subscribe', 0, TTL_SECONDS);
    if (replies.at(-1)?.[0] !== 'done') throw new Error(`no subscription: ${String(replies)}`);
  }

  get accepted(): number {
    return this.#entries.size;
  }

  /** ids of those that have not ended */
  get open(): string[] {
    return this.#of((entry) => entry.ends.length === 0);
  }

  ended(end: string): number {
    return this.#of(({ ends }) => ends.includes(end)).length;
  }

  /** How many ended in what; `none` is a job without an end. */
  get ends(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { ends } of this.#entries.values()) {
      const end = ends[0] ?? 'none';
      counts.set(end, (counts.get(end) ?? 0) + 1);
    }
    return counts;
  }

  /** Kinds and sentences of live news, in their order. */
  get liveNews(): readonly string[] {
    return this.#liveNews;
  }

  /** Whether the daemon still talks to it. */
  get isHeard(): boolean {
    return this.#conversation?.isClosed === false;
  }

  /** The daemon was killed: what had not ended never will. @returns ids of those jobs */
  writeOff(): string[] {
    const { open } = this;
    for (const jobId of open) this.#entries.get(jobId)?.ends.push('killed');
    return open;
  }

  /** @returns what no correct daemon does, one sentence each, and forgets it */
  takeFaults(): string[] {
    return this.#faults.splice(0);
  }

  async close(): Promise<void> {
    await this.#conversation?.close();
  }

  #of(isMeant: (entry: Entry) => boolean): string[] {
    return [...this.#entries.values()].filter(isMeant).map(({ jobId }) => jobId);
  }

  #note([address, id, second, third]: Told): void {
    const jobId = String(id);
    if (address === 'live/news') this.#liveNews.push(`${String(second)}: ${String(third)}`);
    if (!jobId.startsWith(JOB_ID_START)) return;
    const entry = this.#entries.get(jobId);
    if (address === 'ack') {
      if (entry !== undefined) this.#faults.push(`${jobId} was accepted twice`);
      else this.#entries.set(jobId, { jobId, ends: [], stems: [] });
      return;
    }
    if (entry === undefined) {
      this.#faults.push(`${jobId} was told of (${address}) and never accepted`);
      return;
    }
    if (entry.ends.length > 0) {
      this.#faults.push(`${jobId} had ended (${entry.ends.join()}) and was told of (${address})`);
    }
    if (address === 'stem') entry.stems.push(String(third));
    if (address === 'done') entry.ends.push('done');
    if (address === 'error') entry.ends.push(String(second));
    if (address === 'error' && second === 'internal') {
      this.#faults.push(`${jobId} met a defect: ${String(third)}`);
    }
  }
}
