/**
 * Routes of the daemon itself: whether it is there, what it is doing, who may use it, and who hears of everything.
 */
import { OperationalError } from '../../../operational-error.js';
import { MAX_PORT, type Client } from '../client.js';
import { defineRoute, ID } from '../define-route.js';

/** Raised when a request or reply changes its meaning. */
const PROTOCOL_VERSION = 1;

const DEFAULT_TTL_SECONDS = 60;
const MAX_TTL_SECONDS = 3600;

export const DAEMON_ROUTES = [
  defineRoute({
    address: '/stemwright/ping',
    arguments: [ID],
    replies: ['pong'],
    last: 'pong',
    description: 'Is the daemon there?',
    handle(_request, { reply }) {
      reply('pong', {});
    },
  }),
  defineRoute({
    address: '/stemwright/version',
    arguments: [ID],
    replies: ['version'],
    last: 'version',
    description: 'Version of the daemon, of this protocol, and the models there are.',
    takesTime: true,
    async handle(_request, { engine, version, reply }) {
      const models = (await engine.models.list()).filter(({ valid }) => valid);
      const model = models.map(({ name }) => name);
      reply('version', { version, protocol: PROTOCOL_VERSION, model });
    },
  }),
  defineRoute({
    address: '/stemwright/status',
    arguments: [ID],
    replies: ['status'],
    last: 'status',
    description: 'What the daemon is doing.',
    handle(_request, { engine, reply }) {
      const live = engine.live.status();
      // without a live session there is no latency and nothing that could run dry
      const { latencyFrames = 0, xruns = 0 } = live ?? {};
      reply('status', { ...engine.status(), latencyFrames, xruns });
    },
  }),
  defineRoute({
    address: '/stemwright/auth',
    arguments: [ID, { kind: 'text', name: 'token' }],
    triesToken: true,
    replies: ['done'],
    last: 'done',
    description:
      'Must come first where the daemon was started with a token. Holds for a TCP connection, or for a UDP sender’s address and port until it is silent for ten minutes.',
    handle({ token }, { access, client, reply }) {
      access.authorise(client, token);
      reply('done', {});
    },
  }),
  defineRoute({
    address: '/stemwright/subscribe',
    arguments: [
      ID,
      {
        kind: 'integer',
        name: 'port',
        least: 0,
        most: MAX_PORT,
        optional: true,
        description:
          'UDP port on the sender’s machine for all replies from now on; 0 or none: the sender’s',
      },
      {
        kind: 'integer',
        name: 'ttlSeconds',
        least: 0,
        most: MAX_TTL_SECONDS,
        optional: true,
        description: `how long without a new subscribe, ${DEFAULT_TTL_SECONDS} by default; 0 ends it`,
      },
    ],
    replies: ['done', 'heartbeat'],
    last: 'done',
    description:
      'Events of all jobs and a heartbeat. Other clients’ jobs are told by their jobId where one’s own carry the request’s id.',
    handle({ id, port, ttlSeconds = DEFAULT_TTL_SECONDS }, context) {
      const { client, subscriptions, jobs, waiting, reply, charge } = context;
      if (ttlSeconds === 0) {
        subscriptions.remove(client);
        reply('done', {});
        return;
      }
      const target = targetAt(client, port);
      subscriptions.add({ sender: client, target, id }, ttlSeconds);
      reply('done', {});
      charge(jobs.announceTo(target) + waiting.announceTo(target));
    },
  }),
];

function targetAt(client: Client, port: number | undefined): Client {
  if (port === undefined || port === 0) return client;
  if (client.atPort === undefined) {
    throw new OperationalError(
      'bad-argument',
      `Replies to a TCP client go over its connection, but it named the port ${port}. Name 0 or none.`,
    );
  }
  return client.atPort(port);
}
