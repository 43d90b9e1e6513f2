/**
 * Routes of jobs: they are asked for, listed, moved and cancelled; and so are requests that wait for their beat.
 */
import { MOST_GENERATED_SECONDS } from '../../../jobs/job-command.js';
import { OperationalError } from '../../../operational-error.js';
import { BUTTON_CAPTURE, BUTTON_SECONDS } from '../button-press.js';
import type { Client } from '../client.js';
import { defineRoute, ID } from '../define-route.js';
import { inSlices } from '../in-slices.js';
import {
  continueCommand,
  generateCommand,
  imputeCommand,
  separateCommand,
} from '../job-commands.js';
import { JOB_REPLIES } from '../job-reporter.js';
import {
  CONTINUE_OPTIONS,
  GENERATE_OPTIONS,
  IMPUTE_OPTIONS,
  SEPARATE_OPTIONS,
} from '../options.js';
import type { Services } from '../services.js';

/** more than any queue holds */
const MAX_PLACE = 10_000;

/** The last part of the live input, as a source. */
const CAPTURES = '`capture:8bars`, `capture:12s` or `capture:mark` (the live input until now)';

const STEMS_SOURCE = {
  kind: 'text',
  path: 'plain-or-named',
  name: 'source',
  description: `folder with files named by stem, or NAME=FILE for one stem, absolute paths; or a recording of several stems, which is separated first, as ${CAPTURES} is (as NAME=... where it is one stem alone)`,
} as const;

export const JOB_ROUTES = [
  defineRoute({
    address: '/stemwright/separate',
    arguments: [
      ID,
      {
        kind: 'text',
        path: 'plain',
        name: 'source',
        description: `absolute path of an audio file, or ${CAPTURES}`,
      },
    ],
    options: SEPARATE_OPTIONS,
    landsOn: 'beat',
    button: () => [BUTTON_CAPTURE],
    replies: JOB_REPLIES,
    last: 'done',
    description: 'Separates a recording into stems that sum to it.',
    takesTime: true,
    async handle(request, context) {
      await context.jobRequests.submit(context, () => separateCommand(request, context));
    },
  }),
  defineRoute({
    address: '/stemwright/impute',
    arguments: [ID, STEMS_SOURCE, { kind: 'names', name: 'stemsToGenerate' }],
    options: IMPUTE_OPTIONS,
    landsOn: 'beat',
    button: ({ engine }) => [
      BUTTON_CAPTURE,
      Object.keys(engine.live.levels())[0]!,
      'preset',
      'draft',
    ],
    replies: JOB_REPLIES,
    last: 'done',
    description: 'Generates stems that fit the given ones.',
    takesTime: true,
    async handle(request, context) {
      await context.jobRequests.submit(context, () => imputeCommand(request, context));
    },
  }),
  defineRoute({
    address: '/stemwright/continue',
    arguments: [
      ID,
      STEMS_SOURCE,
      { kind: 'positive', name: 'seconds', most: MOST_GENERATED_SECONDS },
    ],
    options: CONTINUE_OPTIONS,
    landsOn: 'beat',
    replies: JOB_REPLIES,
    last: 'done',
    description:
      'Has the given stems go on for so many seconds: all stems, which begin with what is given, bit for bit.',
    takesTime: true,
    async handle(request, context) {
      await context.jobRequests.submit(context, () => continueCommand(request, context));
    },
  }),
  defineRoute({
    address: '/stemwright/generate',
    arguments: [ID, { kind: 'positive', name: 'seconds', most: MOST_GENERATED_SECONDS }],
    options: GENERATE_OPTIONS,
    landsOn: 'beat',
    button: () => [BUTTON_SECONDS],
    replies: JOB_REPLIES,
    last: 'done',
    description: 'Generates all stems from nothing.',
    handle(request, context) {
      const { jobs, client, id } = context;
      jobs.submit(generateCommand(request, context), client, id);
    },
  }),
  defineRoute({
    address: '/stemwright/cancel',
    arguments: [
      ID,
      {
        kind: 'id',
        name: 'jobId',
        description: 'from `ack` or `waiting`, or the id of one’s own request',
      },
    ],
    button: ({ engine, waiting }, client) => [currentOf(engine, waiting, client)],
    replies: ['done'],
    last: 'done',
    description:
      'Cancels a job, or a request that waits for its beat; its client gets `error` with the code `cancelled`.',
    handle({ jobId }, { jobRequests, waiting, client, reply }) {
      if (!waiting.cancel(client, jobId)) jobRequests.cancel(client, jobId);
      reply('done', {});
    },
  }),
  defineRoute({
    address: '/stemwright/waiting/list',
    arguments: [ID],
    replies: ['waitingOne', 'done'],
    last: 'done',
    description: 'The requests that wait for a beat or a bar line.',
    handle(_request, { waiting, reply }) {
      for (const { waitingId, unit, address, requestId, client } of waiting.all()) {
        reply('waitingOne', { waitingId, at: unit, address, requestId, client: client.name });
      }
      reply('done', {});
    },
  }),
  defineRoute({
    address: '/stemwright/job/list',
    arguments: [ID],
    replies: ['job', 'done'],
    last: 'done',
    description: 'The jobs that have not ended: the one that runs, and those that wait for it.',
    takesTime: true,
    async handle(_request, { engine, reply }) {
      await inSlices(engine.jobs.list(), (job) => {
        const { jobId, origin, kind: task, state, place, fraction } = job;
        reply('job', { jobId, task, state, place, fraction, ...origin });
      });
      reply('done', {});
    },
  }),
  defineRoute({
    address: '/stemwright/job/move',
    arguments: [
      ID,
      { kind: 'id', name: 'jobId', description: 'from `ack`, or the id of one’s own request' },
      {
        kind: 'integer',
        name: 'place',
        least: 1,
        most: MAX_PLACE,
        description:
          'so many jobs go before it then, the running one included; beyond the last: last',
      },
    ],
    replies: ['done'],
    last: 'done',
    description:
      'Gives a waiting job another place; clients are told by `queued` where that changes theirs. The running one cannot be moved.',
    takesTime: true,
    async handle({ jobId, place }, { engine, jobRequests, client, reply }) {
      engine.jobs.move(await jobRequests.jobOf(client, jobId), place);
      reply('done', {});
    },
  }),
];

/**
 * What a button that cancels means: the job that runs or is next, or else the client's own request that waits longest.
 * @throws OperationalError `job-unknown` where there is none
 */
function currentOf(
  { jobs }: Pick<Services['engine'], 'jobs'>,
  waiting: Services['waiting'],
  { key }: Client,
): string {
  const [job] = jobs.list();
  const current = job?.jobId ?? waiting.all().find(({ client }) => client.key === key)?.waitingId;
  if (current === undefined) {
    throw new OperationalError('job-unknown', 'There is nothing to cancel: no job runs or waits.');
  }
  return current;
}
