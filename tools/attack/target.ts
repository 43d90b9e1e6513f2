/**
 * Target: a daemon under attack, with what watches it: the ledger of its jobs, an honest client, a pinger, and its figures from
 * before. What must hold of it whatever was done to it is in invariants.ts.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { tone } from '../../test/support/tone.js';
import { writeWav16 } from '../../test/support/wav-file.js';
import { Conversation, endOf, type Told } from './conversation.js';
import { JobLedger } from './job-ledger.js';
import { NO_PINGS, startPinger, type Pinger, type Pings } from './pinger.js';
import { processFigures, resetPeak, type ProcessFigures } from './process-figures.js';
import { TargetDaemon, type TargetOptions } from './target-daemon.js';

export interface WatchedOptions extends TargetOptions {
  /** what its clients must say; given to it by its environment */
  readonly token?: string;
}

const PINGS_EVERY_MS = 50;
const TONE = { hz: 440, rateHz: 8000, frames: 1600 };

export class Target {
  readonly daemon: TargetDaemon;
  readonly ledger = new JobLedger();
  readonly #token: string | undefined;
  #client: Conversation | undefined;
  #pinger: Pinger | undefined;
  #before: ProcessFigures | undefined;
  #logBytesBefore = 0;
  #oddLinesBefore = 0;
  #pidBefore = 0;

  static async start(folder: string, { token, ...options }: WatchedOptions = {}): Promise<Target> {
    const secret = token === undefined ? {} : { STEMWRIGHT_OSC_TOKEN: token };
    const daemon = new TargetDaemon(folder, { ...options, env: { ...options.env, ...secret } });
    const target = new Target(daemon, token);
    await daemon.start();
    await writeWav16(target.recording, TONE.rateHz, [tone(TONE)]);
    await target.#meet();
    return target;
  }

  private constructor(daemon: TargetDaemon, token: string | undefined) {
    this.daemon = daemon;
    this.#token = token;
  }

  /** A recording of 0.2 s that clients may name. */
  get recording(): string {
    return path.join(this.daemon.mediaFolder, 'tone.wav');
  }

  get before(): ProcessFigures {
    if (this.#before === undefined) throw new Error('Target: nothing was measured before');
    return this.#before;
  }

  /** Since {@link begin}. */
  get logBytes(): number {
    return this.daemon.log.bytes - this.#logBytesBefore;
  }

  /** Since {@link begin}. */
  get oddLines(): number {
    return this.daemon.log.oddCount - this.#oddLinesBefore;
  }

  /** Whether it is the process that was there at {@link begin}, or that we started since. */
  get isSameProcess(): boolean {
    return this.daemon.isRunning && this.daemon.pid === this.#pidBefore;
  }

  /** Remembers how it is, and forgets the pings so far. */
  async begin(): Promise<void> {
    await resetPeak(this.daemon.pid);
    this.#before = await processFigures(this.daemon.pid);
    this.#logBytesBefore = this.daemon.log.bytes;
    this.#oddLinesBefore = this.daemon.log.oddCount;
    this.#pidBefore = this.daemon.pid;
    await this.#pinger?.collect();
  }

  /** The pings since {@link begin}, or since it was started again. */
  async pings(): Promise<Pings> {
    return (await this.#pinger?.collect()) ?? NO_PINGS;
  }

  /** The honest client; a new one where the daemon hung up on it. */
  async client(): Promise<Conversation> {
    if (this.#client === undefined || this.#client.isClosed) {
      const { port } = this.daemon;
      this.#client = await Conversation.open({ port, token: this.#token });
    }
    return this.#client;
  }

  /** Asks as the honest client. @returns how it ended, and all replies */
  async ask(route: string, ...args: (string | number)[]): Promise<{ end: string; told: Told[] }> {
    const told = await (await this.client()).ask(route, ...args);
    return { end: endOf(told), told };
  }

  /** Separates the short recording. @returns how it ended */
  async separate(): Promise<string> {
    return (await this.ask('separate', this.recording, 'steps', 1)).end;
  }

  /** Writes a file that clients may name. @returns its path */
  async mediaFile(name: string, bytes: Uint8Array | string): Promise<string> {
    const file = path.join(this.daemon.mediaFolder, name);
    await writeFile(file, bytes);
    return file;
  }

  /** Kills it. @returns ids of the jobs that it had accepted and not ended */
  async kill(): Promise<string[]> {
    await this.daemon.kill();
    return this.ledger.writeOff();
  }

  /** Starts it again on the same folders: from here on it is the one to watch. */
  async restart(): Promise<void> {
    await this.daemon.start();
    await this.#meet();
    await this.begin();
  }

  /** @returns whether it ended by itself in time */
  async stop(): Promise<boolean> {
    await this.#pinger?.stop();
    this.#pinger = undefined;
    await this.#client?.close();
    await this.ledger.close();
    return this.daemon.stop();
  }

  async #meet(): Promise<void> {
    await this.#client?.close();
    this.#client = undefined;
    await this.ledger.close();
    await this.ledger.follow(this.daemon.port, this.#token);
    await this.#pinger?.stop();
    const { port } = this.daemon;
    this.#pinger = await startPinger({ port, everyMs: PINGS_EVERY_MS, token: this.#token });
  }
}
