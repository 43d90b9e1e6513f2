/**
 * The daemon: puts the engine and its control surfaces together, and takes them apart again in order.
 *
 *   recover -> engine -> API -> control surfaces;   new jobs refused -> jobs cancelled -> worker stopped -> surfaces closed
 *
 * Surfaces close last, so that clients hear how their jobs ended. Signals are the caller's (cli/serve-command.ts).
 */
import path from 'node:path';

import type { Settings } from '../config/settings.js';
import type { Api } from '../control/api/api.js';
import type { Engine } from '../control/api/engine.js';
import type { SetUp } from '../control/api/set-up.js';
import { createEngine } from './create-engine.js';
import { createDaemonApi } from './daemon-api.js';
import { jobLog } from '../jobs/job-log.js';
import { liveLog } from '../live/live-log.js';
import type { LogPort } from '../log-port.js';
import { recoverJobs, type UnfinishedJob } from '../jobs/recover-jobs.js';
import { recoverRecordings } from '../jobs/recover-recordings.js';
import { packageVersion } from '../package-version.js';

/** A way to reach the API from outside: OSC, MIDI. */
export interface ControlSurface {
  /** for the log */
  readonly name: string;
  /**
   * @returns undefined where the daemon goes on without it; the log says why then
   * @throws OperationalError when it cannot run, e.g. `port-taken`; then it holds nothing that would have to be closed
   */
  start(api: Api): Promise<{ close(): Promise<void> } | undefined>;
}

export interface DaemonParts {
  readonly settings: Settings;
  readonly log: LogPort;
  readonly surfaces: readonly ControlSurface[];
  readonly setUp: SetUp;
}

export interface Daemon {
  readonly engine: Engine;
  /** jobs that ran or waited when an earlier daemon was killed; what they left half done has been removed */
  readonly unfinished: readonly UnfinishedJob[];
  /**
   * Ends every job and closes everything within {@link CLOSE_LIMIT_MS}. Harmless when called again.
   * @returns false when that was not enough: the worker or a surface still runs. Cancelled jobs have removed their files;
   *   one that was being flushed is in the journal, and the next start cleans up after it
   */
  close(): Promise<boolean>;
}

export const CLOSE_LIMIT_MS = 2000;
/** of that, for the surfaces: they have only sockets to close */
const SURFACES_LIMIT_MS = 400;

/** @throws OperationalError of the engine or a surface; then everything that had started is closed again */
export async function startDaemon({
  settings,
  log,
  surfaces,
  setUp,
}: DaemonParts): Promise<Daemon> {
  const journalFolder = path.join(settings.stateFolder, 'jobs');
  const unfinished = await recoverJobs(journalFolder, (sentence) => {
    log.warn({ journalFolder }, sentence);
  });
  for (const job of unfinished) tellUnfinished(job, log);
  for (const { folder, kept, problem } of await recoverRecordings(journalFolder)) {
    const sentence = 'an earlier live recording was broken off; what it had recorded is kept';
    log.warn({ outputFolder: folder, kept }, problem ?? sentence);
  }
  const engine = await createEngine({
    ...settings,
    journalFolder,
    stemwright: packageVersion(),
    log,
  });
  engine.jobs.subscribe(jobLog(log));
  engine.live.subscribe(liveLog(log));
  let api: Api | undefined;
  const started: { readonly name: string; close(): Promise<void> }[] = [];
  const stop = async (): Promise<boolean> => {
    log.info({}, 'stopping');
    const engineClosed = await within(CLOSE_LIMIT_MS - SURFACES_LIMIT_MS, engine.close(), log);
    const closing = async (): Promise<void> => {
      await api?.close();
      await Promise.all(started.map((surface) => surface.close()));
    };
    const surfacesClosed = await within(SURFACES_LIMIT_MS, closing(), log);
    log.info({ engineClosed, surfacesClosed }, 'stopped');
    return engineClosed && surfacesClosed;
  };
  try {
    const opened = createDaemonApi({ engine, setUp, settings, log });
    api = opened;
    for (const surface of surfaces) {
      const { name } = surface;
      const running = await surface.start(opened);
      if (running === undefined) continue;
      started.push({ name, close: () => running.close() });
      log.info({ surface: name }, 'listening');
    }
  } catch (error) {
    await stop();
    throw error;
  }
  log.info({ model: engine.status().model, outputFolder: settings.outputFolder }, 'ready');
  let stopping: Promise<boolean> | undefined;
  return { engine, unfinished, close: () => (stopping ??= stop()) };
}

function tellUnfinished(job: UnfinishedJob, log: LogPort): void {
  const { jobId, task, outputFolder, removed, incomplete, state, inputs, client, requestId } = job;
  if (state === 'waiting') {
    const fields = { jobId, task, inputs, outputFolder, client, requestId };
    log.warn(fields, 'an earlier job waited and was not begun; ask for it again');
  } else log.warn({ jobId, outputFolder, removed, incomplete }, 'an earlier job was not finished');
}

/** Whether the work was done in time; a failure is logged and counts as done: there is nothing to wait for. */
async function within(limitMs: number, work: Promise<unknown>, log: LogPort): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => {
      resolve(false);
    }, limitMs);
  });
  const done = work.then(
    () => true as const,
    (error: unknown) => {
      log.error({ err: error }, 'closing failed');
      return true as const;
    },
  );
  try {
    return await Promise.race([done, late]);
  } finally {
    clearTimeout(timer);
  }
}
