/**
 * Watched jobs: which job runs and how far it is, from the engine's events; for lamps, and for the pad that cancels.
 */
import { isEnd } from '../../jobs/job-event.js';
import type { Engine } from '../api/engine.js';

export interface WatchedJobs {
  /** The job that runs, or else the one that has waited longest. */
  current(): string | undefined;
  stop(): void;
}

/** @param onChange how many jobs there are, and how far the current one is (0 to 1) */
export function watchJobs(
  engine: Engine,
  onChange: (count: number, fraction: number) => void,
): WatchedJobs {
  /** fractions by job, in the order the jobs came */
  const jobs = new Map<string, number>();
  const current = (): string | undefined => jobs.keys().next().value;
  const stop = engine.jobs.subscribe((event) => {
    const { jobId } = event;
    if (isEnd(event)) jobs.delete(jobId);
    else {
      const earlier = jobs.get(jobId) ?? 0;
      jobs.set(jobId, event.kind === 'progress' ? (event.fraction ?? earlier) : earlier);
    }
    const running = current();
    onChange(jobs.size, running === undefined ? 0 : jobs.get(running)!);
  });
  return { current, stop };
}
