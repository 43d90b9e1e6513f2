/**
 * Job requests: from a request for a job to the job. That takes time where a source has to be looked into or cut out of the live
 * input; from its arrival on the request is known by its client's id.
 *
 *   arrives -> command -> the queue                 cancelled before: nothing is queued, and the request is answered so
 *
 * Captures that were written for a job are removed when it is not taken, and when it is cancelled, unless the daemon is stopping:
 * then nobody said that they are of no use.
 */
import type { JobCommand } from '../../jobs/job-command.js';
import { isEnd } from '../../jobs/job-event.js';
import { untilAborted } from '../../until-aborted.js';
import type { LogPort } from '../../log-port.js';
import { OperationalError } from '../../operational-error.js';
import type { Client } from './client.js';
import type { Engine } from './engine.js';
import type { RequestId } from './field.js';
import { discardCaptures } from './requested-source.js';
import type { JobReporter } from './job-reporter.js';

export interface JobRequests {
  /**
   * Queues a job as soon as its command is made.
   * @throws OperationalError what making it throws, what the engine says; `cancelled`
   */
  submit(asker: Asker, commandOf: () => Promise<JobCommand>): Promise<void>;
  /**
   * Cancels a job, by its id or the client's own, or a request that is to become one.
   * @throws OperationalError `job-unknown`
   */
  cancel(client: Client, id: RequestId): void;
  /** The id of the job that a client means, once its request has become one; what is no job's is given back. */
  jobOf(client: Client, id: RequestId): Promise<string>;
  stop(): void;
}

interface Asker {
  readonly client: Client;
  readonly id: RequestId;
}

export interface JobRequestsParts {
  readonly engine: Engine;
  readonly jobs: JobReporter;
  readonly log: LogPort;
}

/** A request that has not become a job yet. */
interface Asked extends Asker {
  readonly abort: AbortController;
  /** undefined: it has not become one */
  readonly jobId: Promise<string | undefined>;
}

export function createJobRequests({ engine, jobs, log }: JobRequestsParts): JobRequests {
  const asked = new Set<Asked>();
  /** of jobs that have not ended */
  const commands = new Map<string, JobCommand>();

  const unsubscribe = engine.jobs.subscribe((event) => {
    if (!isEnd(event)) return;
    const { kind, jobId } = event;
    const command = commands.get(jobId);
    commands.delete(jobId);
    if (command === undefined || kind !== 'cancelled') return;
    if (engine.status().state !== 'closing') void discard(command);
  });

  async function discard(command: JobCommand): Promise<void> {
    await discardCaptures(command).catch((error: unknown) => {
      log.warn({ err: error, outputFolder: command.outputFolder }, 'a capture cannot be removed');
    });
  }

  /** What is being made for a request that is given up is not needed. */
  async function discardWhenMade(making: Promise<JobCommand>): Promise<void> {
    const command = await making.catch(() => undefined);
    if (command !== undefined) await discard(command);
  }

  function find(client: Client, id: RequestId): Asked | undefined {
    return [...asked].find((request) => request.client.key === client.key && request.id === id);
  }

  return {
    async submit({ client, id }, commandOf) {
      const abort = new AbortController();
      let settle: (jobId?: string) => void = () => undefined;
      const jobId = new Promise<string | undefined>((resolve) => (settle = resolve));
      const request: Asked = { client, id, abort, jobId };
      asked.add(request);
      const making = commandOf();
      try {
        const command = await untilAborted(making, abort.signal);
        const accepted = jobs.submit(command, client, id);
        commands.set(accepted, command);
        settle(accepted);
      } catch (error) {
        const discarded = discardWhenMade(making);
        if (abort.signal.aborted) throw cancelledBefore();
        await discarded;
        throw error;
      } finally {
        asked.delete(request);
        settle();
      }
    },
    cancel(client, id) {
      const jobId = jobs.find(client, id);
      const request = find(client, id);
      if (jobId === undefined && request !== undefined) request.abort.abort();
      else engine.jobs.cancel(jobId ?? String(id));
    },
    async jobOf(client, id) {
      return jobs.find(client, id) ?? (await find(client, id)?.jobId) ?? String(id);
    },
    stop: unsubscribe,
  };
}

function cancelledBefore(): OperationalError {
  return new OperationalError('cancelled', 'The request was cancelled before it became a job.');
}
