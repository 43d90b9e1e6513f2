/**
 * Conversation: a client that keeps to the protocol, over TCP, which loses nothing: it asks, and waits for the last reply to its
 * own id. What it is told besides goes to `onOther`.
 */
import { sizedFrame } from '../../src/control/osc/osc-framing.js';
import { answer, request } from '../../test/support/osc-dialogue.js';
import { openTcpProbe, type TcpProbe } from '../../test/support/osc-probes.js';

/** Address without its prefix, and arguments, the id first. */
export type Told = readonly [address: string, ...args: unknown[]];

export interface ConversationOptions {
  readonly port: number;
  /** sent first, if there is one */
  readonly token?: string | undefined;
  readonly onOther?: (told: Told) => void;
}

/** A request is not answered at all: far above what a busy machine takes. */
const ANSWER_LIMIT_MS = 30_000;
/** of the addresses that end a request */
const LAST = new Set(['done', 'error', 'pong', 'version.reply', 'status.reply']);

export class Conversation {
  readonly #probe: TcpProbe;
  readonly #onOther: (told: Told) => void;
  readonly #asked = new Map<string, { heard: Told[]; resolve: (heard: Told[]) => void }>();
  #ids = 0;
  /** frames that leave together */
  #pieces: Buffer[] | undefined;
  #isClosed = false;

  /** @throws Error when nobody listens, or the token is refused */
  static async open(options: ConversationOptions): Promise<Conversation> {
    const conversation = new Conversation(await openTcpProbe(options.port, 'int32'), options);
    const { token } = options;
    if (token !== undefined) {
      const [last] = (await conversation.ask('auth', token)).slice(-1);
      if (last?.[0] !== 'done') throw new Error(`the token is refused: ${String(last?.[3])}`);
    }
    return conversation;
  }

  private constructor(probe: TcpProbe, { onOther = () => undefined }: ConversationOptions) {
    this.#probe = probe;
    this.#onOther = onOther;
    void this.#listen();
    void probe.closed.then(() => {
      this.#isClosed = true;
      for (const { resolve, heard } of this.#asked.values()) {
        resolve([...heard, ['error', '', 'closed', 'the connection was closed']]);
      }
    });
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /**
   * @param args without the id
   * @returns all replies, `done`, `error` or the like last; `error` with the code `closed` when the daemon hung up, and `no-answer`
   *   when the last reply has not come within {@link ANSWER_LIMIT_MS}
   */
  ask(route: string, ...args: (string | number)[]): Promise<Told[]> {
    return this.begin(route, ...args).ended;
  }

  /** As {@link ask}, for who wants the id. */
  begin(
    route: string,
    ...args: (string | number)[]
  ): { readonly id: string; readonly ended: Promise<Told[]> } {
    const id = `c${++this.#ids}`;
    if (this.#isClosed) return { id, ended: Promise.resolve([['error', id, 'closed', '']]) };
    const ended = new Promise<Told[]>((resolve) => {
      const heard: Told[] = [];
      this.#asked.set(id, { heard, resolve });
      const limit = setTimeout(() => {
        this.#asked.delete(id);
        resolve([...heard, ['error', id, 'no-answer', `no end of ${route}`]]);
      }, ANSWER_LIMIT_MS);
      limit.unref();
    });
    this.send(request(route, id, ...args));
    return { id, ended };
  }

  /** What is begun in `begin` leaves in one piece, and is read in one breath. */
  together<Result>(begin: () => Result): Result {
    const pieces: Buffer[] = [];
    this.#pieces = pieces;
    try {
      return begin();
    } finally {
      this.#pieces = undefined;
      this.#probe.sendRaw(Buffer.concat(pieces));
    }
  }

  /** Sends what is no question of its own. */
  send(bytes: Uint8Array): void {
    if (this.#pieces === undefined) this.#probe.send(bytes);
    else this.#pieces.push(sizedFrame(bytes));
  }

  async close(): Promise<void> {
    await this.#probe.close();
  }

  async #listen(): Promise<void> {
    while (!this.#isClosed) {
      const told = (await answer(this.#probe)) as [string, ...unknown[]];
      // nobody looks at their sizes here
      this.#probe.packets.length = 0;
      const asked = this.#asked.get(String(told[1]));
      if (asked === undefined) {
        this.#onOther(told);
        continue;
      }
      asked.heard.push(told);
      if (!LAST.has(told[0])) continue;
      this.#asked.delete(String(told[1]));
      asked.resolve(asked.heard);
    }
  }
}

/** How a request ended: `done`, or the code of its error. */
export function endOf(replies: readonly Told[]): string {
  const last = replies.at(-1);
  if (last === undefined) return 'nothing';
  return last[0] === 'error' ? String(last[2]) : last[0];
}
