/**
 * Job reporter: hands jobs to the engine and tells their events to the client that asked, by the id it chose, and to every
 * subscriber, by the job's id: two clients may well choose the same ids.
 */
import type { Engine } from '../../control/api/engine.js';
import type { JobCommand } from '../../jobs/job-command.js';
import type { JobEvent } from '../../jobs/job-event.js';
import type { Clock } from './clock.js';
import { idArgument, prose, text, type OscId, type OscMessage } from './osc-message.js';
import { clientName, type Peer } from './peer.js';
import { jobEventReply, reply } from './reply-messages.js';
import type { Subscriptions } from './subscriptions.js';

export interface JobReporter {
  /** Acknowledges before any event of the job is told. @throws what the engine throws */
  submit(command: JobCommand, client: Peer, requestId: OscId): void;
  /** The job that a client means by a job's id or by the id of its own request. */
  resolve(client: Peer, id: OscId): string;
  /** Tells a new subscriber which jobs there are. */
  announceTo(target: Peer): void;
  stop(): void;
}

interface LiveJob {
  readonly jobId: string;
  readonly requestId: OscId;
  /** undefined: it did not come by OSC */
  readonly client: Peer | undefined;
  toldProgressMs: number;
  toldStage: string | undefined;
}

const PROGRESS_PERIOD_MS = 100;

export interface JobReporterParts {
  readonly engine: Engine;
  readonly subscriptions: Subscriptions;
  readonly clock: Clock;
  readonly send: (target: Peer, message: OscMessage) => void;
}

export function createJobReporter(parts: JobReporterParts): JobReporter {
  const { engine, subscriptions, clock, send } = parts;
  const jobs = new Map<string, LiveJob>();
  /** events that come while the engine has not returned the job's id yet */
  let held: JobEvent[] | undefined;

  const unsubscribe = engine.jobs.subscribe((event) => {
    if (held === undefined) report(event);
    else held.push(event);
  });

  function accept(jobId: string, requestId: OscId, client: Peer | undefined): LiveJob {
    const job = { jobId, requestId, client, toldProgressMs: -Infinity, toldStage: undefined };
    jobs.set(jobId, job);
    tell(job, (id, isOwn) => (isOwn ? ack(id, jobId) : observedAck(job)));
    return job;
  }

  function report(event: JobEvent): void {
    const job = jobs.get(event.jobId) ?? accept(event.jobId, event.origin.requestId, undefined);
    if (event.type === 'progress' && !isDue(job, event.stage)) return;
    if (event.type === 'done' || event.type === 'cancelled' || event.type === 'error') {
      jobs.delete(event.jobId);
    }
    if (event.type === 'done') {
      for (const warning of event.manifest.warnings) {
        tell(job, (id) => reply('warning', id, prose(warning)));
      }
    }
    tell(job, (id) => jobEventReply(id, event));
  }

  function isDue(job: LiveJob, stage: string): boolean {
    const nowMs = clock.nowMs();
    if (stage === job.toldStage && nowMs - job.toldProgressMs < PROGRESS_PERIOD_MS) return false;
    job.toldStage = stage;
    job.toldProgressMs = nowMs;
    return true;
  }

  function tell(job: LiveJob, message: (id: OscId, isOwn: boolean) => OscMessage): void {
    const own = job.client && subscriptions.targetOf(job.client);
    if (own !== undefined) send(own, message(job.requestId, true));
    for (const { target } of subscriptions.current()) {
      if (target.key !== own?.key) send(target, message(job.jobId, false));
    }
  }

  return {
    submit(command, client, requestId) {
      const early: JobEvent[] = [];
      held = early;
      try {
        const jobId = engine.jobs.submit(command, { client: clientName(client), requestId });
        accept(jobId, requestId, client);
      } finally {
        held = undefined;
        early.forEach(report);
      }
    },
    resolve(client, id) {
      if (jobs.has(String(id))) return String(id);
      const own = [...jobs.values()].find(
        (job) => job.client?.key === client.key && job.requestId === id,
      );
      return own?.jobId ?? String(id);
    },
    announceTo(target) {
      for (const job of jobs.values()) {
        const own = job.client && subscriptions.targetOf(job.client);
        if (own?.key !== target.key) send(target, observedAck(job));
      }
    },
    stop: unsubscribe,
  };
}

function ack(id: OscId, jobId: string): OscMessage {
  return reply('ack', id, text(jobId));
}

function observedAck({ jobId, requestId }: LiveJob): OscMessage {
  return reply('ack', jobId, text(jobId), idArgument(requestId));
}
