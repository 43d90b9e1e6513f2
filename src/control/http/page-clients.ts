/**
 * Page clients: a page reads one stream of events, and is a client of the API by that: replies to its requests, and what it has
 * subscribed to, are the stream's events. It ends with the stream. Where there are as many as there may be, a new one gets the place of
 * one that makes no use of the daemon.
 *
 *   event: client, data: { "clientId": ... }     first; requests carry the id, which nobody else can know
 *   data: { "key": ..., "id": ..., "values": ... }    a reply (api/replies.ts); a number that is not known is left out
 */
import { randomBytes } from 'node:crypto';

import { OperationalError } from '../../operational-error.js';
import type { Api } from '../api/api.js';
import type { Client } from '../api/client.js';

export interface PageClients {
  /**
   * Answers with a stream.
   * @param address of who reads it
   * @throws OperationalError `queue-full`
   */
  open(address: string): Response;
  find(clientId: string | undefined): Client | undefined;
  /** Ends all streams. */
  close(): void;
}

const MOST_PAGES = 64;
/** of replies that a page has not read; one that falls behind by more than this has its stream ended, and opens another */
const MOST_UNREAD_BYTES = 4 * 1024 * 1024;
/** so that a page hears when its daemon is gone, and connections are not taken for idle */
const SIGN_OF_LIFE_MS = 15_000;

interface OpenPage {
  readonly client: Client;
  end(): void;
}

export function createPageClients(api: Pick<Api, 'forget' | 'standingOf'>): PageClients {
  const pages = new Map<string, OpenPage>();
  let opened = 0;

  /** @returns whether there is room for one more */
  function makeRoom(): boolean {
    if (pages.size < MOST_PAGES) return true;
    const idle = [...pages.values()].find(({ client }) => api.standingOf(client) !== 'engaged');
    idle?.end();
    return idle !== undefined;
  }

  function open(address: string): Response {
    if (!makeRoom()) {
      throw new OperationalError(
        'queue-full',
        `${MOST_PAGES} pages are open already. Close one of them.`,
      );
    }
    const clientId = randomBytes(24).toString('base64url');
    const name = `page ${++opened}`;
    const encoder = new TextEncoder();
    let stop = (): void => undefined;
    const stream = new ReadableStream<Uint8Array>(
      {
        start(controller) {
          const send = (text: string): void => {
            controller.enqueue(encoder.encode(text));
            if ((controller.desiredSize ?? 0) <= 0) end();
          };
          const alive = setInterval(() => {
            send(':\n\n');
          }, SIGN_OF_LIFE_MS);
          stop = () => {
            clearInterval(alive);
            pages.delete(clientId);
            api.forget(client);
          };
          const end = (): void => {
            if (!pages.has(clientId)) return;
            stop();
            controller.close();
          };
          const client: Client = {
            key: name,
            name,
            address,
            isConnection: true,
            send: (reply) => {
              if (pages.has(clientId)) send(`data: ${JSON.stringify(reply)}\n\n`);
            },
          };
          pages.set(clientId, { client, end });
          send(`event: client\ndata: ${JSON.stringify({ clientId })}\n\n`);
        },
        cancel() {
          stop();
        },
      },
      new ByteLengthQueuingStrategy({ highWaterMark: MOST_UNREAD_BYTES }),
    );
    return new Response(stream, { headers: { 'content-type': 'text/event-stream' } });
  }

  return {
    open,
    find: (clientId) => (clientId === undefined ? undefined : pages.get(clientId)?.client),
    close() {
      for (const page of [...pages.values()]) page.end();
    },
  };
}
