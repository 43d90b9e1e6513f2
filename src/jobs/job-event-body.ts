/**
 * Job event body: an event without what all events of a job share, and what a clip's events become as such.
 */
import { OperationalError } from '../operational-error.js';
import type { ClipEvent } from '../clips/clip-event.js';
import type { JobEvent } from './job-event.js';
import { messageOf } from '../thrown-error.js';

/** Distributes over the kinds of events, which a plain Omit would merge into one. */
type WithoutJob<Event> = Event extends JobEvent ? Omit<Event, 'jobId' | 'origin'> : never;

export type JobEventBody = WithoutJob<JobEvent>;

/** @returns undefined for what is no event of a job: jobs of theirs replace nothing that is not ours */
export function jobEventBody(event: ClipEvent): JobEventBody | undefined {
  switch (event.kind) {
    case 'progress': {
      const { kind, fraction, etaSeconds } = event;
      return { kind, fraction, etaSeconds, stage: 'sampling' };
    }
    case 'writing':
      return { kind: 'progress', fraction: 1, etaSeconds: undefined, stage: 'writing' };
    case 'chunk':
    case 'stem':
      return event;
    case 'replaced':
      return undefined;
  }
}

/** How a job ends that throws. A defect becomes a sentence: its stack belongs in the log. */
export function failureEvent(error: unknown): JobEventBody {
  if (error instanceof OperationalError) {
    const { code, message } = error;
    return code === 'cancelled' ? { kind: 'cancelled' } : { kind: 'error', code, message };
  }
  const reason = messageOf(error);
  return { kind: 'error', code: 'internal', message: `Stemwright has a defect: ${reason}.` };
}
