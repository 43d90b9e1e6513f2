/**
 * An engine on the Gaussian model in a folder of its own, with everything it told; closed when the test is over.
 */
import path from 'node:path';

import type { Engine } from '../../src/control/api/engine.js';
import { isEnd, type JobEvent } from '../../src/jobs/job-event.js';
import { createEngine, type EngineOptions } from '../../src/daemon/create-engine.js';
import { MODELS_FOLDER } from './gaussian-model.js';
import { recordedLog, type LogLine } from './recorded-log.js';
import { withTemporaryFolder } from './temporary-folder.js';

export interface EngineUnderTest {
  readonly engine: Engine;
  readonly folder: string;
  readonly log: readonly LogLine[];
  /** all of them, in order */
  readonly events: readonly JobEvent[];
  /** Resolves with the first event, past or to come, that fits. */
  readonly event: (fits: (event: JobEvent) => boolean) => Promise<JobEvent>;
  /** Resolves with the job's end event. */
  readonly end: (jobId: string) => Promise<JobEvent>;
}

export function withEngine(
  options: Partial<EngineOptions>,
  use: (test: EngineUnderTest) => Promise<void>,
): Promise<void> {
  return withTemporaryFolder(async (folder) => {
    const { log, lines } = recordedLog();
    const engine = await createEngine({
      modelFolders: [MODELS_FOLDER],
      model: 'gaussian',
      provider: 'cpu',
      threads: 1,
      queueLimit: 16,
      journalFolder: path.join(folder, 'journal'),
      stemwright: 'test',
      log,
      ...options,
    });
    try {
      await use({ engine, folder, log: lines, ...listenTo(engine) });
    } finally {
      await engine.close();
    }
  });
}

/** Keeps what an engine tells, and waits for things it has yet to tell. */
export function listenTo(engine: Engine): Pick<EngineUnderTest, 'events' | 'event' | 'end'> {
  const events: JobEvent[] = [];
  const waiting = new Set<(event: JobEvent) => void>();
  engine.jobs.subscribe((event) => {
    events.push(event);
    for (const hear of [...waiting]) hear(event);
  });
  const event = (fits: (event: JobEvent) => boolean) =>
    new Promise<JobEvent>((resolve) => {
      const past = events.find(fits);
      if (past !== undefined) {
        resolve(past);
        return;
      }
      const hear = (next: JobEvent) => {
        if (!fits(next)) return;
        waiting.delete(hear);
        resolve(next);
      };
      waiting.add(hear);
    });
  return { events, event, end: (jobId) => event((next) => next.jobId === jobId && isEnd(next)) };
}

/** The places in the queue that a job was told, in order. */
export function placesOf(events: readonly JobEvent[], jobId: string): number[] {
  return events.flatMap((event) =>
    event.jobId === jobId && event.kind === 'queued' ? [event.place] : [],
  );
}
