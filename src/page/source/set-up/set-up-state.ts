/**
 * Set-up state: the MIDI map, models, settings, what works on the machine and the log, as the daemon tells them while the panel is open, and
 * what the page asks to have changed.
 */
import type { Reply, ReplyKey, ReplyValues } from '../../../control/api/replies.js';
import { RefusedError } from '../connection.js';
import type { Follower, PageState } from '../page-state.js';
import { Requests } from '../requests.js';
import { Store } from '../store.js';
import { TEXTS } from '../texts.js';

export type Topic = 'midi' | 'models' | 'settings' | 'doctor' | 'log';

export interface SetUpShown {
  readonly isOpen: boolean;
  readonly controls: readonly ReplyValues<'midiControl'>[];
  /** what is to be done, or was: "Move a control now" */
  readonly learning: string | undefined;
  readonly isLearning: boolean;
  readonly models: readonly ReplyValues<'model'>[];
  readonly loaded: Pick<ReplyValues<'status'>, 'model' | 'provider'> | undefined;
  readonly settings: readonly ReplyValues<'setting'>[];
  readonly findings: readonly ReplyValues<'finding'>[];
  readonly isExamining: boolean;
  readonly log: readonly ReplyValues<'logLine'>[];
  /** why something is not shown, or was not done */
  readonly problems: Readonly<Record<Topic, string | undefined>>;
}

export class SetUpState implements Follower {
  readonly store = new Store<SetUpShown>({
    isOpen: false,
    controls: [],
    learning: undefined,
    isLearning: false,
    models: [],
    loaded: undefined,
    settings: [],
    findings: [],
    isExamining: false,
    log: [],
    problems: {
      midi: undefined,
      models: undefined,
      settings: undefined,
      doctor: undefined,
      log: undefined,
    },
  });
  readonly #requests: Requests;
  readonly #page: PageState;

  constructor(page: PageState) {
    this.#page = page;
    this.#requests = new Requests(page.connection, 'set-up');
    page.follow(this);
  }

  onOpen(): void {
    this.#requests.restart();
    if (this.store.shown.isOpen) this.#lookAtAll();
  }

  onReply(reply: Reply): boolean {
    return this.#requests.hear(reply);
  }

  setOpen(isOpen: boolean): void {
    if (isOpen === this.store.shown.isOpen) return;
    this.store.change({ isOpen });
    if (isOpen && this.#requests.isReady) this.#lookAtAll();
  }

  /** Binds the next MIDI control that moves. @param args as the map has them, numbers written as text, too */
  learn(address: string, args: readonly string[]): void {
    this.#tell('midi', async () => {
      this.store.change({ isLearning: true, learning: undefined });
      try {
        await this.#requests.ask('midi/learn', [address, ...args.map(numberIfAny)], {
          onReply: (reply) => {
            if (reply.key === 'learning') {
              this.store.change({ learning: TEXTS.setUp.moveControl(reply.values.seconds) });
            } else if (reply.key === 'learned') {
              this.store.change({ learning: TEXTS.setUp.learned(reply.values.control) });
            }
          },
        });
      } catch (error) {
        this.store.change({ learning: undefined });
        throw error;
      } finally {
        this.store.change({ isLearning: false });
      }
      await this.#lookAtMidi();
    });
  }

  cancelLearning(): void {
    this.#tell('midi', () => this.#requests.ask('midi/learn/cancel'));
  }

  loadModel(name: string): void {
    this.#tell('models', async () => {
      await this.#requests.ask('model/load', [name]);
      await this.#lookAtModels();
      this.#page.refreshLooks();
    });
  }

  /** @param value undefined: the config file says nothing of it any more */
  changeSetting(name: string, value: string | undefined): void {
    this.#tell('settings', async () => {
      await this.#requests.ask('config/set', value === undefined ? [name] : [name, value]);
      await this.#lookAtSettings();
    });
  }

  examine(): void {
    this.#tell('doctor', async () => {
      this.store.change({ isExamining: true, findings: [] });
      try {
        this.store.change({ findings: await this.#list('doctor', 'finding') });
      } finally {
        this.store.change({ isExamining: false });
      }
    });
  }

  lookAtLog(): void {
    this.#tell('log', async () => {
      this.store.change({ log: await this.#list('log/tail', 'logLine') });
    });
  }

  #lookAtAll(): void {
    this.#tell('midi', () => this.#lookAtMidi());
    this.#tell('models', () => this.#lookAtModels());
    this.#tell('settings', () => this.#lookAtSettings());
    this.lookAtLog();
  }

  async #lookAtMidi(): Promise<void> {
    this.store.change({ controls: await this.#list('midi/map', 'midiControl') });
  }

  async #lookAtModels(): Promise<void> {
    const models = await this.#list('model/list', 'model');
    const [status] = await this.#requests.ask('status', [], { last: 'status' });
    this.store.change({ models, loaded: status?.key === 'status' ? status.values : undefined });
  }

  async #lookAtSettings(): Promise<void> {
    this.store.change({ settings: await this.#list('config/get', 'setting') });
  }

  async #list<Key extends ReplyKey>(
    address: string,
    key: Key,
  ): Promise<readonly ReplyValues<Key>[]> {
    const replies = await this.#requests.ask(address);
    return replies.flatMap((reply) => {
      // it is that key's, which TypeScript cannot follow through the table
      return reply.key === key ? [reply.values as ReplyValues<Key>] : [];
    });
  }

  #tell(topic: Topic, work: () => Promise<unknown>): void {
    const tell = (problem: string | undefined) => {
      this.store.change({ problems: { ...this.store.shown.problems, [topic]: problem } });
    };
    tell(undefined);
    void work().catch((error: unknown) => {
      if (error instanceof RefusedError && error.code !== 'cancelled') tell(error.message);
    });
  }
}

/** What is written as a number is one: requests tell 8 and "8" apart. */
function numberIfAny(word: string): string | number {
  const number = Number(word);
  return word !== '' && Number.isFinite(number) ? number : word;
}
