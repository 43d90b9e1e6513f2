/**
 * Connection: the page as a client of the daemon. One stream of events in, requests out; a stream that ends is opened anew, for as long
 * as the page is there.
 *
 * Everything it asks for is the daemon's own: no address of another host is in the page.
 */
import type { Reply } from '../../control/api/replies.js';
import { isRecord, readReply } from './read-reply.js';

export interface ConnectionEvents {
  /** the stream is open: requests can be made */
  readonly onOpen: () => void;
  /** it has ended; it will be opened again */
  readonly onLost: () => void;
  readonly onReply: (reply: Reply) => void;
}

export class RefusedError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 4000;

export class Connection {
  readonly #events: ConnectionEvents;
  #clientId = '';
  #lastTurn: Promise<unknown> = Promise.resolve();

  constructor(events: ConnectionEvents) {
    this.#events = events;
  }

  /** Never ends. */
  async run(): Promise<never> {
    let pauseMs = FIRST_PAUSE_MS;
    for (;;) {
      try {
        await this.#readStream(() => (pauseMs = FIRST_PAUSE_MS));
      } catch {
        // the same as an end: the daemon is gone, and may come again
      }
      this.#clientId = '';
      this.#events.onLost();
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
    }
  }

  /** One request of the API; its replies are events. @throws RefusedError */
  async request(address: string, ...values: readonly (string | number)[]): Promise<void> {
    await this.fetch('/api/requests', {
      method: 'POST',
      body: JSON.stringify({ address: `/stemwright/${address}`, values }),
    });
  }

  /** @throws RefusedError where the daemon refuses it or is gone */
  async fetch(address: string, options: RequestInit = {}): Promise<Response> {
    const headers = new Headers(options.headers);
    headers.set('x-stemwright-client', this.#clientId);
    const response = await fetch(address, { ...options, headers });
    if (response.ok) return response;
    const problem: unknown = await response.json().catch(() => undefined);
    const { code, message } = isRecord(problem) ? problem : {};
    throw new RefusedError(
      typeof code === 'string' ? code : 'internal',
      typeof message === 'string' ? message : `${response.status} ${response.statusText}`,
    );
  }

  /**
   * The same for what takes the daemon long, such as the peaks of an hour: one after the other. A browser has six connections to a
   * daemon, and sound would have none.
   */
  async fetchInTurn(address: string): Promise<ArrayBuffer> {
    const turn = this.#lastTurn.then(async () => (await this.fetch(address)).arrayBuffer());
    this.#lastTurn = turn.catch(() => undefined);
    return turn;
  }

  async #readStream(onOpen: () => void): Promise<void> {
    const response = await fetch('/api/events', { method: 'POST' });
    if (!response.ok || response.body === null) throw new Error(response.statusText);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const events = (text + value).split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) this.#hear(event, onOpen);
    }
  }

  #hear(event: string, onOpen: () => void): void {
    const lines = event.split('\n');
    const data = lines.find((line) => line.startsWith('data: '))?.slice('data: '.length);
    if (data === undefined) return;
    if (lines.includes('event: client')) {
      const value: unknown = JSON.parse(data);
      const clientId = isRecord(value) ? value['clientId'] : undefined;
      if (typeof clientId !== 'string') throw new Error(`expected a client id, got ${data}`);
      this.#clientId = clientId;
      onOpen();
      this.#events.onOpen();
      return;
    }
    const reply = readReply(data);
    if (reply !== undefined) this.#events.onReply(reply);
  }
}
