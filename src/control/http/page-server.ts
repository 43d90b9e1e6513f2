/**
 * The page's server: HTTP on this machine, and beyond it HTTPS for who knows the token; a surface over the API like OSC.
 *
 *   /                         the page: files of this package, each listed (page-files.ts)
 *   POST /api/events          a stream of replies; who reads it is a client (page-clients.ts)
 *   POST /api/requests        one request of the API
 *   POST /api/inbox           a recording, into the inbox (inbox.ts)
 *   GET  /api/results...      what jobs have made, and make: samples by range, peaks (results.ts)
 *   GET  /api/recordings...   the same of what they were separated from (open-mix.ts)
 *   POST /api/shown           a stem, in the system's file manager (system-opener.ts)
 *   POST /api/results/ID/name, /trash   another name for it; away with it, to the system's trash (result-folders.ts)
 *   GET  /api/disk            what is kept on disk (disk-usage.ts)
 *   POST /api/downloads       an address for a download, which holds for a minute (downloads.ts)
 *
 * It does nothing of its own: jobs, errors and limits are the API's. It keeps no cookie and shares nothing with other sites.
 */
import { Hono, type Context as AnyContext } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { isIPv6 } from 'node:net';

import type { LogPort } from '../../log-port.js';
import { OperationalError } from '../../operational-error.js';
import { listeningAddress } from '../api/access.js';
import type { Api } from '../api/api.js';
import type { Client } from '../api/client.js';
import { createConnectionPlaces } from './connection-places.js';
import { diskUsage } from './disk-usage.js';
import { createDownloads } from './downloads.js';
import { openInbox } from './inbox.js';
import { ownHosts } from './own-hosts.js';
import type { PageCertificate } from './page-certificate.js';
import { createPageClients } from './page-clients.js';
import { loadPageFiles } from './page-files.js';
import { listenForPages, type Listener, type PageBindings } from './page-listener.js';
import { createPeaks, type WantedPeaks } from './peaks.js';
import { problemOf } from './problem.js';
import { downloadSchema, nameSchema, requestSchema, shownSchema } from './request-schema.js';
import { downloadOf } from './result-downloads.js';
import { createResultFolders } from './result-folders.js';
import { openResults, type Results } from './results.js';
import { mixRange } from './mix-range.js';
import { soundRange } from './sound-range.js';
import type { StemOfResult } from './stem-of-result.js';
import { thisPageOnly } from './this-page-only.js';
import { whileGrowing } from './while-growing.js';
import { parseValue, readJson } from '../../json-file.js';
import { showInFolder } from '../../system-opener.js';

export interface PageServerOptions {
  readonly api: Api;
  readonly log: LogPort;
  /** an IP address of this machine, or localhost; others than this machine can reach it only with a token */
  readonly host: string;
  /** undefined: not encrypted */
  readonly certificate: PageCertificate | undefined;
  /** 0: any free one; one that is taken is warned of, and the next free one is used */
  readonly port: number;
  /** of this package, absolute: the page's files are in it */
  readonly packageFolder: string;
  /** absolute; folders of jobs lie in it */
  readonly outputFolder: string;
  /** absolute; uploads lie here until nobody needs them, and clients may name them */
  readonly inboxFolder: string;
  /** absolute; peaks of stems are kept here */
  readonly peaksFolder: string;
}

export interface PageServer {
  /** for browsers on this machine, e.g. "http://127.0.0.1:9140" */
  readonly address: string;
  readonly port: number;
  close(): Promise<void>;
}

const PAGE_FLAG = '--page-port';
const REFUSAL =
  'Expected a request of this page itself. Open the address that "stemwright serve" prints.';
/** What a page sends besides recordings. */
const MOST_REQUEST_BYTES = 64 * 1024;
/** A client proves by it that it reads the stream of that name. */
const CLIENT_HEADER = 'x-stemwright-client';

/** for a small request to be there whole, once it has begun */
const REQUEST_LIMIT_MS = 10_000;

type Context = AnyContext<PageBindings>;

/** @throws OperationalError `port-taken`, `not-allowed` (others could reach it, and there is no token), `bad-argument` */
export async function startPageServer(options: PageServerOptions): Promise<PageServer> {
  const { api, log, port, certificate } = options;
  const host = listeningAddress(options.host, api);
  const scheme = certificate === undefined ? 'http' : 'https';
  const files = await loadPageFiles(options.packageFolder);
  const inbox = await openInbox({ folder: options.inboxFolder, jobs: api.engine.jobs, log });
  const results = await openResults(options.outputFolder, api.engine);
  const resultFolders = createResultFolders(results, options.outputFolder);
  const peaks = createPeaks(options.peaksFolder);
  const downloads = createDownloads();
  const clients = createPageClients(api);
  const places = createConnectionPlaces();

  /** @throws OperationalError `not-allowed` to who reads no stream or is a stranger; `rate-limited` */
  function clientOf(context: Context): Client {
    const client = clients.find(context.req.header(CLIENT_HEADER));
    if (client === undefined) {
      throw new OperationalError(
        'not-allowed',
        'Expected the client of an open stream of events. Load the page again.',
      );
    }
    if (!api.admit(client)) {
      throw new OperationalError('rate-limited', 'Too many requests at once. Wait a second.');
    }
    places.keep(context.env, client.key);
    return client;
  }

  /** The same, where the API itself does not look at what is asked. */
  function knownClientOf(context: Context): Client {
    const client = clientOf(context);
    if (api.standingOf(client) !== 'stranger') return client;
    throw new OperationalError('not-allowed', 'This daemon has a token. Give it first.');
  }

  const small = bodyLimit({
    maxSize: MOST_REQUEST_BYTES,
    onError: () => {
      throw new OperationalError(
        'bad-message',
        `Expected a request of at most ${MOST_REQUEST_BYTES} bytes.`,
      );
    },
  });
  const app = new Hono<PageBindings>();
  app.use(
    thisPageOnly({
      policy: files.policy,
      scheme,
      isOwnHost: ownHosts(certificate),
      refusal: REFUSAL,
    }),
  );
  app.use(async (context, next) => {
    // its answer would have a body that nobody reads to its end or gives up
    if (context.req.raw.method === 'HEAD') throw malformed('GET or POST');
    await next();
  });
  app.onError((error, context) => problemOf(error, context, log));
  app.notFound((context) =>
    context.json({ code: 'bad-message', message: 'Nothing is here.' }, 404),
  );

  app.post('/api/events', (context) => {
    const stream = clients.open(context.env.incoming.socket.remoteAddress ?? '');
    places.keep(context.env, undefined);
    return stream;
  });
  app.post('/api/requests', small, async (context) => {
    const client = clientOf(context);
    const request = parseValue(await bodyOf(context), requestSchema);
    if (request === undefined) throw malformed('{ "address": text, "values": [text or number] }');
    api.dispatch(request, client);
    return context.body(null, 202);
  });
  app.post('/api/inbox', async (context) => {
    knownClientOf(context);
    const { body, signal } = context.req.raw;
    const path = await inbox.take(context.req.query('name') ?? '', body, signal);
    return context.json({ path }, 201);
  });
  app.get('/api/results', async (context) => {
    knownClientOf(context);
    return context.json(await results.all());
  });
  app.post('/api/results/:result/name', small, async (context) => {
    knownClientOf(context);
    const named = parseValue(await bodyOf(context), nameSchema);
    if (named === undefined) throw malformed('{ "name": text }');
    const id = context.req.param('result');
    return context.json({ id: await resultFolders.rename(id, named.name) });
  });
  app.post('/api/results/:result/trash', async (context) => {
    knownClientOf(context);
    await resultFolders.remove(context.req.param('result'));
    return context.body(null, 204);
  });
  app.get('/api/disk', async (context) => {
    knownClientOf(context);
    return context.json(await diskUsage(options));
  });
  app.get('/api/results/:result/:stem/sound', (context) => {
    knownClientOf(context);
    return whileGrowing(
      () => stemOf(results, context),
      (stem) => soundRange(stem, context.req.header('range')),
    );
  });
  app.get('/api/results/:result/:stem/peaks/:framesPerPeak', (context) => {
    knownClientOf(context);
    return whileGrowing(
      () => [stemOf(results, context)],
      (stems) => peaks.respond(stems, wantedPeaks(context)),
    );
  });
  app.get('/api/recordings/:result/sound', (context) => {
    knownClientOf(context);
    const lanes = recordingOf(results, context).map((stem) => ({ stem, gain: 1 }));
    return mixRange(lanes, context.req.header('range'));
  });
  app.get('/api/recordings/:result/peaks/:framesPerPeak', (context) => {
    knownClientOf(context);
    return peaks.respond(recordingOf(results, context), wantedPeaks(context));
  });
  app.post('/api/downloads', small, async (context) => {
    const client = knownClientOf(context).key;
    const wish = parseValue(await bodyOf(context), downloadSchema);
    if (wish === undefined) {
      throw malformed(
        '{ "result": text, "stem": text, or none for all, "takes", "gains": objects }',
      );
    }
    const ticket = downloads.offer({ client, respond: downloadOf(results, wish) });
    return context.json({ address: `/downloads/${ticket}` }, 201);
  });
  app.post('/api/shown', small, async (context) => {
    knownClientOf(context);
    const wish = parseValue(await bodyOf(context), shownSchema);
    if (wish === undefined) throw malformed('{ "result": text, "stem": text }');
    const why = await showInFolder(results.stem(wish.result, wish.stem).path);
    if (why === undefined) return context.body(null, 204);
    throw new OperationalError('package-missing', `No file manager could be started: ${why}.`);
  });
  app.get('/downloads/:ticket', (context) => {
    const { client, respond } = downloads.take(context.req.param('ticket'));
    places.keep(context.env, client);
    return respond();
  });
  app.get('*', (context) => files.respond(context.req.path) ?? context.notFound());

  let listener: Listener;
  try {
    listener = await listenForPages({
      app,
      host,
      port,
      certificate,
      places,
      flag: PAGE_FLAG,
      onTaken: (taken, used) => {
        log.warn({ port: taken }, `the page's port ${taken} is in use; it uses ${used}`);
      },
    });
  } catch (error) {
    results.close();
    await inbox.close();
    throw error;
  }
  return {
    address: `${scheme}://${shownHost(host)}:${listener.port}`,
    port: listener.port,
    close: async () => {
      results.close();
      clients.close();
      await listener.close();
      await inbox.close();
    },
  };
}

function stemOf(results: Results, context: Context): StemOfResult {
  return results.stem(context.req.param('result') ?? '', context.req.param('stem') ?? '');
}

/** The stems that sum to it. */
function recordingOf(results: Results, context: Context): StemOfResult[] {
  return [...results.stems(context.req.param('result') ?? '').values()];
}

function wantedPeaks(context: Context): WantedPeaks {
  return {
    framesPerPeak: Number(context.req.param('framesPerPeak')),
    startFrame: Number(context.req.query('from') ?? 0),
  };
}

/** As it stands in an address; "any" of this machine's addresses is the one that leads nowhere else. */
function shownHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return isIPv6(host) ? `[${host}]` : host;
}

async function bodyOf(context: Context): Promise<unknown> {
  const text = await inTime(context.req.text());
  const read = readJson(text);
  if ('value' in read) return read.value;
  throw new OperationalError('bad-message', `Expected JSON: ${read.fault}.`);
}

/** @throws OperationalError `cancelled` where a request trickles */
async function inTime(text: Promise<string>): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new OperationalError('cancelled', 'The request came too slowly, and was given up.'));
    }, REQUEST_LIMIT_MS);
  });
  try {
    return await Promise.race([text, late]);
  } finally {
    clearTimeout(timer);
  }
}

function malformed(expected: string): OperationalError {
  return new OperationalError('bad-message', `Expected ${expected}.`);
}
