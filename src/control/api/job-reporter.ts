/**
 * Job reporter: hands jobs to the engine and sends their events to the client that asked, by the id it chose, and to every
 * subscriber, by the job's id: two clients may well choose the same ids.
 */
import type { JobCommand } from '../../jobs/job-command.js';
import { isEnd, type JobEvent } from '../../jobs/job-event.js';
import type { Clock } from './clock.js';
import type { Client } from './client.js';
import type { Engine } from './engine.js';
import type { RequestId } from './field.js';
import { inSlices } from './in-slices.js';
import { errorReply, reply, type Reply, type ReplyKey } from './replies.js';
import type { Subscriptions } from './subscriptions.js';

/** What a job is answered, from its acceptance to its end, which may be an error, too. */
export const JOB_REPLIES = [
  'ack',
  'queued',
  'progress',
  'growing',
  'chunk',
  'stem',
  'warning',
  'done',
] as const satisfies readonly ReplyKey[];

type JobReply = Reply<(typeof JOB_REPLIES)[number] | 'error'>;

export interface JobReporter {
  /** Acknowledges before any event of the job is sent. @returns the job's id. @throws what the engine throws */
  submit(command: JobCommand, client: Client, requestId: RequestId): string;
  /** The job that a client means by a job's id or by the id of its own request. */
  find(client: Client, id: RequestId): string | undefined;
  /** Whether a client has jobs that have not ended. */
  has(client: Client): boolean;
  /** Sends a new subscriber which jobs there are. @returns how many that are */
  announceTo(target: Client): number;
  stop(): void;
}

interface LiveJob {
  readonly jobId: string;
  readonly requestId: RequestId;
  /** undefined: it did not come through a control surface */
  readonly client: Client | undefined;
  sentProgressMs: number;
  sentStage: string | undefined;
}

const PROGRESS_PERIOD_MS = 100;

export interface JobReporterParts {
  readonly engine: Engine;
  readonly subscriptions: Subscriptions;
  readonly clock: Clock;
  readonly send: (target: Client, reply: Reply) => void;
}

export function createJobReporter(parts: JobReporterParts): JobReporter {
  const { engine, subscriptions, clock, send } = parts;
  const jobs = new Map<string, LiveJob>();
  /** how many are whose, by the client's key */
  const counts = new Map<string, number>();
  /** events that come while the engine has not returned the job's id yet */
  let held: JobEvent[] | undefined;

  const unsubscribe = engine.jobs.subscribe((event) => {
    if (held === undefined) report(event);
    else held.push(event);
  });

  function accept(jobId: string, requestId: RequestId, client: Client | undefined): LiveJob {
    const job = { jobId, requestId, client, sentProgressMs: -Infinity, sentStage: undefined };
    jobs.set(jobId, job);
    count(client, 1);
    sendOf(job, (id, isOwn) => (isOwn ? ack(id, jobId) : observedAck(job)));
    return job;
  }

  function count(client: Client | undefined, change: number): void {
    if (client === undefined) return;
    const changed = (counts.get(client.key) ?? 0) + change;
    if (changed > 0) counts.set(client.key, changed);
    else counts.delete(client.key);
  }

  function report(event: JobEvent): void {
    const job = jobs.get(event.jobId) ?? accept(event.jobId, event.origin.requestId, undefined);
    if (event.kind === 'progress' && !isDue(job, event.stage)) return;
    if (isEnd(event)) {
      jobs.delete(event.jobId);
      count(job.client, -1);
    }
    if (event.kind === 'done') {
      for (const warning of event.manifest.warnings) {
        sendOf(job, (id) => reply('warning', id, { message: warning }));
      }
    }
    sendOf(job, (id) => jobEventReply(id, event));
  }

  function isDue(job: LiveJob, stage: string): boolean {
    const nowMs = clock.nowMs();
    if (stage === job.sentStage && nowMs - job.sentProgressMs < PROGRESS_PERIOD_MS) return false;
    job.sentStage = stage;
    job.sentProgressMs = nowMs;
    return true;
  }

  function sendOf(job: LiveJob, replyTo: (id: RequestId, isOwn: boolean) => JobReply): void {
    const own = job.client && subscriptions.targetOf(job.client);
    if (own !== undefined) send(own, replyTo(job.requestId, true));
    for (const { target } of subscriptions.current()) {
      if (target.key !== own?.key) send(target, replyTo(job.jobId, false));
    }
  }

  return {
    submit(command, client, requestId) {
      const early: JobEvent[] = [];
      held = early;
      try {
        const jobId = engine.jobs.submit(command, { client: client.name, requestId });
        accept(jobId, requestId, client);
        return jobId;
      } finally {
        held = undefined;
        early.forEach(report);
      }
    },
    find(client, id) {
      if (jobs.has(String(id))) return String(id);
      for (const job of jobs.values()) {
        if (job.client?.key === client.key && job.requestId === id) return job.jobId;
      }
      return undefined;
    },
    has: ({ key }) => counts.has(key),
    announceTo(target) {
      const others = [...jobs.values()].filter(({ client }) => {
        return client === undefined || subscriptions.targetOf(client).key !== target.key;
      });
      void inSlices(others, (job) => {
        // it may have ended meanwhile
        if (jobs.has(job.jobId)) send(target, observedAck(job));
      });
      return others.length;
    },
    stop: unsubscribe,
  };
}

function ack(id: RequestId, jobId: string): JobReply {
  return reply('ack', id, { jobId });
}

function observedAck({ jobId, requestId }: LiveJob): JobReply {
  return reply('ack', jobId, { jobId, requestId });
}

/** @param id what the receiver knows the job by */
function jobEventReply(id: RequestId, event: JobEvent): JobReply {
  switch (event.kind) {
    case 'queued':
      return reply('queued', id, { place: event.place });
    case 'progress': {
      const { fraction, etaSeconds, stage } = event;
      return reply('progress', id, { fraction, etaSeconds, stage });
    }
    case 'chunk': {
      const { index, startFrame, frameCount } = event;
      return reply('chunk', id, { index, startFrame, frameCount });
    }
    case 'stem': {
      const { stem, path } = event;
      return reply(event.finished ? 'stem' : 'growing', id, { stem, path });
    }
    case 'done': {
      const { seconds, realTimeFactor } = event.manifest;
      return reply('done', id, { seconds, realTimeFactor });
    }
    case 'cancelled':
      return errorReply(id, 'cancelled', 'The job was cancelled.');
    case 'error':
      return errorReply(id, event.code, event.message);
  }
}
