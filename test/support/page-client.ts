/**
 * A client of the page's server, over HTTP as a browser makes it: a stream of events that is read, and requests beside it.
 */
import { request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';

import { parseJson, parseValue } from '../../src/json-file.js';
import { clientSchema, heardSchema, textsSchema, type Heard } from './page-client-schema.js';

export interface PageClient {
  readonly clientId: string;
  readonly replies: readonly Heard[];
  /** Resolves with the first reply, past or to come, that fits. */
  readonly reply: (fits: (reply: Heard) => boolean) => Promise<Heard>;
  readonly ask: (address: string, ...values: readonly (string | number)[]) => Promise<Response>;
  readonly fetch: (path: string, options?: RequestInit) => Promise<Response>;
  /** Resolves when the daemon has ended the stream. */
  readonly ended: Promise<void>;
  close(): void;
}

export async function openPageClient(address: string): Promise<PageClient> {
  const abort = new AbortController();
  const stream = await fetch(`${address}/api/events`, { method: 'POST', signal: abort.signal });
  if (stream.body === null) throw new Error('the stream of events has no body');
  const replies: Heard[] = [];
  const waiting = new Set<() => void>();
  let clientId = '';
  const read = async (body: ReadableStream<Uint8Array>, onClient: () => void): Promise<void> => {
    let text = '';
    for await (const bytes of body.pipeThrough(new TextDecoderStream())) {
      const events = (text + bytes).split('\n\n');
      text = events.pop()!;
      for (const event of events) {
        const data = /^data: (.*)$/m.exec(event)?.[1];
        if (data === undefined) continue;
        const client = parseJson(data, clientSchema);
        const heard = parseJson(data, heardSchema);
        if (client !== undefined) {
          clientId = client.clientId;
          onClient();
        } else if (heard !== undefined) replies.push(heard);
        for (const wake of [...waiting]) wake();
      }
    }
  };
  let ended: Promise<void> = Promise.resolve();
  const { body } = stream;
  await new Promise<void>((resolve) => {
    ended = read(body, resolve).catch(() => undefined);
  });
  const send = (path: string, options: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(options.headers);
    headers.set('x-stemwright-client', clientId);
    return fetch(address + path, { ...options, headers });
  };
  return {
    clientId,
    replies,
    reply: (fits) =>
      new Promise((resolve) => {
        const look = () => {
          const found = replies.find(fits);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
    ask: (asked, ...values) =>
      send('/api/requests', {
        method: 'POST',
        body: JSON.stringify({ address: `/stemwright/${asked}`, values }),
      }),
    fetch: send,
    ended,
    close: () => {
      abort.abort();
    },
  };
}

/** @returns the text of that name in an answer's JSON */
export async function textOfAnswer(response: Response, key: string): Promise<string> {
  const body: unknown = await response.json();
  const text = parseValue(body, textsSchema)?.[key];
  if (text === undefined) throw new Error(`expected ${key}, got ${JSON.stringify(body)}`);
  return text;
}

/**
 * With headers that `fetch` lets nobody set, or by a certificate that no authority has signed.
 * @param ca PEM, for an address of https
 */
export function rawRequest(
  address: string,
  {
    path,
    method = 'GET',
    headers,
    ca,
  }: {
    readonly path: string;
    readonly method?: string;
    readonly headers: OutgoingHttpHeaders;
    readonly ca?: Buffer;
  },
): Promise<{ readonly status: number | undefined; readonly headers: IncomingMessage['headers'] }> {
  return new Promise((resolve, reject) => {
    const request = ca === undefined ? httpRequest : httpsRequest;
    // Node takes the name that it checks from Host
    const options = { method, headers, ca, checkServerIdentity: () => undefined };
    const sent = request(address + path, options, (response) => {
      response.resume();
      resolve({ status: response.statusCode, headers: response.headers });
    });
    sent.on('error', reject);
    sent.end();
  });
}
