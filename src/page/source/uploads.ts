/**
 * Uploads: recordings go to the daemon one after the other, and each becomes a job. All that are chosen have their rows at once, and can
 * be cancelled before it is their turn. Where the daemon has no place for one more job, or is not there, those that wait go on waiting.
 */
import type { Reply } from '../../control/api/replies.js';
import { RefusedError, type Connection } from './connection.js';
import { isRecord } from './read-reply.js';
import { TEXTS } from './texts.js';
import { newWork, type Work } from './work.js';

/** The list that uploads are shown in. */
export interface UploadRows {
  readonly newId: () => string;
  readonly add: (rows: readonly Work[]) => void;
  readonly change: (id: string, change: Partial<Work>) => void;
}

interface Upload {
  readonly id: string;
  readonly file: File;
  readonly abort: AbortController;
}

type Answer = 'taken' | 'full';

/** Until the daemon is asked again. */
const RETRY_MS = 1000;
const QUEUE_FULL = 'queue-full';

export class Uploads {
  readonly #connection: Connection;
  readonly #rows: UploadRows;
  /** those that are no jobs yet */
  readonly #waiting = new Map<string, AbortController>();
  /** requests for a job that are not answered yet, by id */
  readonly #asked = new Map<string, (answer: Answer) => void>();
  #isConnected = false;

  constructor(connection: Connection, rows: UploadRows) {
    this.#connection = connection;
    this.#rows = rows;
  }

  /** @param files the first of them goes first */
  async send(files: readonly File[]): Promise<void> {
    const uploads = files.map((file) => ({
      id: this.#rows.newId(),
      file,
      abort: new AbortController(),
    }));
    for (const { id, abort } of uploads) this.#waiting.set(id, abort);
    // what came last is on top
    this.#rows.add(uploads.map(({ id, file }) => newWork(id, file.name, 'held')).reverse());
    for (const upload of uploads) {
      await this.#sendOne(upload);
      this.#waiting.delete(upload.id);
    }
  }

  /** @returns whether it is one that is no job yet */
  cancel(id: string): boolean {
    const abort = this.#waiting.get(id);
    abort?.abort();
    // it may be long until it is its turn
    if (abort !== undefined) this.#rows.change(id, { state: 'cancelled' });
    return abort !== undefined;
  }

  /** Whether it goes on when the daemon is there again. */
  has(id: string): boolean {
    return this.#waiting.has(id);
  }

  connected(isConnected: boolean): void {
    this.#isConnected = isConnected;
    if (isConnected) return;
    // nobody answers them any more
    for (const [id, answer] of this.#asked) {
      this.#waiting.delete(id);
      answer('taken');
    }
    this.#asked.clear();
  }

  /** @returns whether nobody else needs to hear it */
  hear({ id, key, values }: Reply): boolean {
    const answer = this.#asked.get(String(id));
    if (answer === undefined || (key !== 'ack' && key !== 'error')) return false;
    this.#asked.delete(String(id));
    const isFull = key === 'error' && values.code === QUEUE_FULL;
    answer(isFull ? 'full' : 'taken');
    return isFull;
  }

  async #sendOne({ id, file, abort: { signal } }: Upload): Promise<void> {
    try {
      const path = await this.#upload(id, file, signal);
      while ((await this.#separate(id, path)) === 'full') await this.#wait(id, signal);
      // it was cancelled in the moment in which it became a job
      if (signal.aborted) await this.#connection.request('cancel', this.#rows.newId(), id);
    } catch (error) {
      if (signal.aborted) return;
      this.#rows.change(id, { state: 'failed', messages: [messageOf(error)] });
    }
  }

  /** @returns where it lies. @throws RefusedError; what `fetch` throws; where it is cancelled */
  async #upload(id: string, file: File, signal: AbortSignal): Promise<string> {
    for (;;) {
      while (!this.#isConnected) await this.#wait(id, signal);
      signal.throwIfAborted();
      this.#rows.change(id, { state: 'uploading' });
      try {
        const address = `/api/inbox?name=${encodeURIComponent(file.name)}`;
        const options = { method: 'POST', body: file, signal };
        const said: unknown = await (await this.#connection.fetch(address, options)).json();
        const path = isRecord(said) ? said['path'] : undefined;
        if (typeof path === 'string') return path;
        throw new Error('expected the text path of the daemon');
      } catch (error) {
        if (!(error instanceof RefusedError) || error.code !== QUEUE_FULL) throw error;
      }
      await this.#wait(id, signal);
    }
  }

  async #separate(id: string, path: string): Promise<Answer> {
    const answered = new Promise<Answer>((resolve) => this.#asked.set(id, resolve));
    try {
      await this.#connection.request('separate', id, path);
      return await answered;
    } finally {
      this.#asked.delete(id);
    }
  }

  async #wait(id: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.#rows.change(id, { state: 'held' });
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    signal.throwIfAborted();
  }
}

/** What a browser says of a request that was broken off tells nobody anything. */
function messageOf(error: unknown): string {
  if (error instanceof TypeError) return TEXTS.uploadBroken;
  return error instanceof Error ? error.message : String(error);
}
