/**
 * Requests: what a part of the page asks of the daemon, each with all that it was answered, once that has ended.
 */
import type { Reply, ReplyKey } from '../../control/api/replies.js';
import { RefusedError, type Connection } from './connection.js';

export interface AskOptions {
  /** the reply after which no other follows @default done */
  readonly last?: ReplyKey;
  /** hears each before the last */
  readonly onReply?: (reply: Reply) => void;
}

interface Open extends AskOptions {
  readonly replies: Reply[];
  readonly resolve: (replies: readonly Reply[]) => void;
  readonly reject: (error: RefusedError) => void;
}

export class Requests {
  readonly #connection: Connection;
  readonly #name: string;
  readonly #open = new Map<string, Open>();
  #asked = 0;
  #isReady = false;

  /** @param name of the part; its requests are called by it */
  constructor(connection: Connection, name: string) {
    this.#connection = connection;
    this.#name = name;
  }

  /** @throws RefusedError */
  async ask(
    address: string,
    values: readonly (string | number)[] = [],
    options: AskOptions = {},
  ): Promise<readonly Reply[]> {
    const id = `${this.#name}-${++this.#asked}`;
    const answered = new Promise<readonly Reply[]>((resolve, reject) => {
      this.#open.set(id, { ...options, replies: [], resolve, reject });
    });
    // it may be refused while the request is still on its way
    answered.catch(() => undefined);
    try {
      await this.#connection.request(address, id, ...values);
      return await answered;
    } finally {
      this.#open.delete(id);
    }
  }

  /** @returns whether the reply was to one of these */
  hear(reply: Reply): boolean {
    const open = this.#open.get(String(reply.id));
    if (open === undefined) return false;
    open.replies.push(reply);
    if (reply.key === 'error') {
      open.reject(new RefusedError(reply.values.code, reply.values.message));
    } else if (reply.key === (open.last ?? 'done')) open.resolve(open.replies);
    else open.onReply?.(reply);
    return true;
  }

  /** Whether there is anybody to ask. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** A daemon is there. What was asked of the one before is not answered any more. */
  restart(): void {
    this.#isReady = true;
    for (const { reject } of this.#open.values()) {
      reject(new RefusedError('cancelled', 'The daemon has gone.'));
    }
    this.#open.clear();
  }
}
