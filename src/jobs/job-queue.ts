/**
 * The job queue: a bounded queue of jobs in front of the one model.
 *
 *   submit -> resolve -> queue -> [journal -> run-job -> journal] on the model -> done | cancelled | error
 *
 * Jobs run one at a time, in the order they came unless one is moved. Everything a client may wait for is an event. Where a
 * change moves very many, the front hears of its places at once and the others bit by bit: of several changes, the last.
 */
import { randomBytes } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { absolutePath } from '../file-system.js';
import type { Inference } from '../model/inference.js';
import type { ModelCard } from '../model/model-card.js';
import { OperationalError } from '../operational-error.js';
import type { ClipEvent } from '../clips/clip-event.js';
import { inBrief, type JobCommand, type JobOrigin } from './job-command.js';
import { isEnd, type JobEvent } from './job-event.js';
import { inputsOf } from './job-inputs.js';
import { JobJournal } from './job-journal.js';
import { failureEvent, jobEventBody, type JobEventBody } from './job-event-body.js';
import type { Jobs, JobSummary } from './jobs.js';
import { Events, type Listener } from '../events.js';
import type { LogPort } from '../log-port.js';
import type { Manifest } from './manifest-schema.js';
import type { ModelSlot } from './model-slot.js';
import { resolvedFor, resolveJob, type ResolvedJob } from './resolve-job.js';
import { runJob } from './run-job.js';

export interface JobQueueOptions {
  /** how many jobs may wait, the running one not counted */
  readonly queueLimit: number;
  /** where the journal of running jobs is kept; recoverJobs has been through it */
  readonly journalFolder: string;
  /** the program's version, for the manifests */
  readonly stemwright: string;
  readonly log: LogPort;
}

interface Job {
  readonly id: string;
  readonly origin: JobOrigin;
  readonly command: JobCommand;
  /** for the model it was accepted for */
  readonly accepted: ResolvedJob;
  readonly abort: AbortController;
  /** of its last `queued` event */
  eventPlace: number | undefined;
  /** of its last `progress` event */
  eventFraction: number | undefined;
  ended: boolean;
}

const LOADING: JobEventBody = {
  kind: 'progress',
  fraction: undefined,
  etaSeconds: undefined,
  stage: 'loading',
};

/** So many are told in a millisecond or two, to every subscriber. */
const PLACES_A_TURN = 32;

export class JobQueue implements Jobs {
  readonly #options: JobQueueOptions;
  readonly #slot: ModelSlot;
  readonly #journal: JobJournal;
  readonly #events: Events<JobEvent>;
  /** in the order they run; the first is the running one, once #running is set */
  readonly #jobs: Job[] = [];
  #running: { readonly job: Job; readonly ended: Promise<void> } | undefined;
  #lastRealTimeFactor: number | undefined;
  /** of waiting jobs in the journal, under way */
  readonly #endings = new Set<Promise<void>>();
  /** whether places are told from the next turn on, too */
  #goesOnTelling = false;
  #closing: Promise<void> | undefined;

  constructor(slot: ModelSlot, options: JobQueueOptions) {
    this.#options = options;
    this.#slot = slot;
    this.#journal = new JobJournal(options.journalFolder, (error, jobId) => {
      this.#journalProblem(error, jobId);
    });
    this.#events = new Events(options.log);
  }

  /** Whether it takes no more jobs. */
  get isClosing(): boolean {
    return this.#closing !== undefined;
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Jobs waiting, the running one not counted. */
  get waiting(): number {
    return this.#jobs.length - (this.#running === undefined ? 0 : 1);
  }

  /** Of the last finished job, or undefined. */
  get realTimeFactor(): number | undefined {
    return this.#lastRealTimeFactor;
  }

  submit(command: JobCommand, origin: JobOrigin): string {
    this.#refuseWhenClosing();
    const { queueLimit } = this.#options;
    // one more than may wait: the first of them runs, or will at once
    if (this.#jobs.length > queueLimit) {
      throw new OperationalError(
        'queue-full',
        `${this.#jobs.length - 1} jobs are waiting, and the limit is ${queueLimit}. Wait until one is done, cancel one, ` +
          'or set a higher queueLimit.',
      );
    }
    const absolute = { ...command, outputFolder: absolutePath(command.outputFolder) };
    const job: Job = {
      id: `job-${randomBytes(6).toString('hex')}`,
      origin,
      command: absolute,
      accepted: resolveJob(this.#slot.card, absolute, this.#slot.models),
      abort: new AbortController(),
      eventPlace: undefined,
      eventFraction: undefined,
      ended: false,
    };
    this.#jobs.push(job);
    this.#journal.wait(job.id, job.command, origin);
    // the first line about the job; those after it have its id (job-log.ts)
    this.#options.log.info(
      { jobId: job.id, ...origin, command: inBrief(job.command) },
      'job accepted',
    );
    // the caller gets the id before the first event
    queueMicrotask(() => {
      this.#advance();
    });
    return job.id;
  }

  cancel(jobId: string): void {
    this.#cancelJob(this.#find(jobId));
    this.#advance();
  }

  list(): readonly JobSummary[] {
    return this.#jobs.map(({ id, origin, command, eventFraction }, place) => ({
      jobId: id,
      origin,
      kind: command.kind,
      inputs: inputsOf(command),
      state: this.#running?.job.id === id ? 'running' : 'waiting',
      place,
      fraction: eventFraction,
    }));
  }

  move(jobId: string, place: number): void {
    const job = this.#find(jobId);
    if (job === this.#running?.job) {
      throw new OperationalError(
        'bad-argument',
        `The job ${jobId} runs already and cannot be moved. Move those that wait, or cancel it.`,
      );
    }
    const firstPlace = this.#running === undefined ? 0 : 1;
    this.#jobs.splice(this.#jobs.indexOf(job), 1);
    this.#jobs.splice(Math.max(place, firstPlace), 0, job);
    this.#advance();
  }

  subscribe(listener: Listener<JobEvent>): () => void {
    return this.#events.subscribe(listener);
  }

  /** Refuses new jobs and cancels the others; resolves when nothing of a job is left half done. */
  close(): Promise<void> {
    // nothing that a listener submits while the others are being cancelled may slip in
    return (this.#closing ??= Promise.resolve().then(() => this.#cancelAll()));
  }

  async #cancelAll(): Promise<void> {
    const running = this.#running?.job;
    running?.abort.abort();
    const waiting = this.#jobs.filter((job) => job !== running);
    this.#jobs.splice(0, this.#jobs.length, ...(running === undefined ? [] : [running]));
    for (const [index, job] of waiting.entries()) {
      // others, such as the sockets that this is told over, are served in between
      if (index % PLACES_A_TURN === PLACES_A_TURN - 1) await nextTurn();
      this.#endWaiting(job);
    }
    await this.#running?.ended;
    await Promise.all(this.#endings);
  }

  #find(jobId: string): Job {
    const job = this.#jobs.find(({ id }) => id === jobId);
    if (job !== undefined) return job;
    throw new OperationalError('job-unknown', `There is no job ${jobId}, or it has ended.`);
  }

  #refuseWhenClosing(): void {
    if (!this.isClosing) return;
    throw new OperationalError('shutting-down', 'Stemwright is stopping and takes no more jobs.');
  }

  /** A running job is aborted, and has its end event when it has ended; a waiting one has ended at once. */
  #cancelJob(job: Job): void {
    if (job === this.#running?.job) {
      job.abort.abort();
      return;
    }
    this.#jobs.splice(this.#jobs.indexOf(job), 1);
    this.#endWaiting(job);
  }

  #endWaiting(job: Job): void {
    const ending = this.#endInJournal(job).finally(() => this.#endings.delete(ending));
    this.#endings.add(ending);
    this.#emit(job, { kind: 'cancelled' });
  }

  /** Never rejects. */
  async #endInJournal({ id }: Job): Promise<void> {
    await this.#journal.end(id).catch((error: unknown) => {
      this.#journalProblem(error, id);
    });
  }

  /** The stems are what they are; an entry that stays is looked into at the next start. */
  #journalProblem(error: unknown, jobId: string): void {
    this.#options.log.warn({ err: error, jobId }, 'the journal cannot be brought up to date');
  }

  /** Tells the jobs their places where these have changed, from the front on. */
  #tellPlaces(): void {
    let told = 0;
    // a listener may cancel and move jobs meanwhile: each is told the place it has then
    for (let place = 0; place < this.#jobs.length; place++) {
      const job = this.#jobs[place]!;
      if (job.eventPlace === place) continue;
      if (told++ === PLACES_A_TURN) {
        this.#tellMoreLater();
        return;
      }
      job.eventPlace = place;
      this.#emit(job, { kind: 'queued', place });
    }
  }

  #tellMoreLater(): void {
    if (this.#goesOnTelling) return;
    this.#goesOnTelling = true;
    setImmediate(() => {
      this.#goesOnTelling = false;
      this.#tellPlaces();
    });
  }

  /** Emits the places of jobs where these have changed, and starts the first if none runs. */
  #advance(): void {
    this.#tellPlaces();
    const [first] = this.#jobs;
    if (first === undefined || this.#running !== undefined) return;
    this.#running = { job: first, ended: this.#run(first) };
  }

  /** Never rejects: whatever happens becomes the job's one end event. */
  async #run(job: Job): Promise<void> {
    // events from here on come after #running has been set
    await Promise.resolve();
    const end = await this.#outcome(job);
    await this.#endInJournal(job);
    this.#running = undefined;
    this.#jobs.shift();
    this.#emit(job, end);
    this.#advance();
  }

  async #outcome(job: Job): Promise<JobEventBody> {
    const { signal } = job.abort;
    try {
      if (this.#slot.provider === 'none') this.#emit(job, LOADING);
      const manifest = await this.#slot.use(signal, (inference) => this.#runOn(inference, job));
      this.#lastRealTimeFactor = manifest.realTimeFactor;
      return { kind: 'done', manifest };
    } catch (error) {
      const isDefect = !(error instanceof OperationalError);
      if (isDefect) this.#options.log.error({ err: error, jobId: job.id }, 'a job met a defect');
      return failureEvent(error);
    }
  }

  async #runOn(inference: Inference, job: Job): Promise<Manifest> {
    const { stemwright } = this.#options;
    const { signal } = job.abort;
    const onEvent = (event: ClipEvent) => {
      const body = jobEventBody(event);
      if (body !== undefined) this.#emit(job, body);
    };
    await this.#journal.begin(job.id, job.command);
    const resolved = resolvedFor(inference.card, job.command, job.accepted);
    const openSeparator = ({ name }: ModelCard): Promise<Inference> => this.#slot.startOther(name);
    return runJob(resolved, { inference, openSeparator, stemwright, signal, onEvent });
  }

  /** The one door for events: nothing follows a job's end. */
  #emit(job: Job, event: JobEventBody): void {
    if (job.ended) return;
    job.ended = isEnd(event);
    if (event.kind === 'progress') job.eventFraction = event.fraction;
    this.#events.emit({ jobId: job.id, origin: job.origin, ...event });
  }
}
