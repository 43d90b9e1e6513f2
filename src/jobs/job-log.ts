/**
 * Job log: a listener that writes the events of jobs to the log, every line with the job's id.
 */
import type { JobEvent } from './job-event.js';
import type { LogPort } from '../log-port.js';

export function jobLog(log: LogPort): (event: JobEvent) => void {
  return (event) => {
    const { jobId } = event;
    switch (event.kind) {
      case 'queued': {
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
