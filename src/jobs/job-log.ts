/**
 * Job log: a listener that writes the events of jobs to the log, every line with the job's id. Of a job's places in the queue it
 * writes the first: the others follow from other jobs' lines, and there may be very many.
 */
import { isEnd, type JobEvent } from './job-event.js';
import type { LogPort } from '../log-port.js';

export function jobLog(log: LogPort): (event: JobEvent) => void {
  /** those whose place has been told */
  const waiting = new Set<string>();
  return (event) => {
    const { jobId } = event;
    if (isEnd(event)) waiting.delete(jobId);
    switch (event.kind) {
      case 'queued': {
        if (waiting.has(jobId) && event.place > 0) break;
        waiting.add(jobId);
        const { client, requestId } = event.origin;
        const line = event.place === 0 ? 'job starts' : 'job waits';
        log.info({ jobId, client, requestId, place: event.place }, line);
        break;
      }
      case 'progress':
        if (event.stage !== 'sampling') log.info({ jobId, stage: event.stage }, 'job goes on');
        break;
      case 'chunk': {
        const { index, startFrame, frameCount } = event;
        log.debug({ jobId, index, startFrame, frameCount }, 'chunk written');
        break;
      }
      case 'stem':
        if (event.finished) log.info({ jobId, stem: event.stem, path: event.path }, 'stem written');
        break;
      case 'done': {
        const { seconds, realTimeFactor, frames, rateHz, provider } = event.manifest;
        for (const warning of event.manifest.warnings) log.warn({ jobId }, warning);
        log.info({ jobId, seconds, realTimeFactor, frames, rateHz, provider }, 'job done');
        break;
      }
      case 'cancelled':
        log.info({ jobId }, 'job cancelled');
        break;
      case 'error':
        log.warn({ jobId, code: event.code }, `job failed: ${event.message}`);
    }
  };
}
