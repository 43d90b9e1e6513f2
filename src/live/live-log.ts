/**
 * Live log: writes what happens in a live session to the log.
 */
import type { LogPort } from '../log-port.js';
import { liveSentence } from './live-sentence.js';
import type { LiveEvent } from './live.js';

const WARNINGS: ReadonlySet<LiveEvent['kind']> = new Set([
  'overrun',
  'inference-failed',
  'lost',
  'damaged',
  'recording-clipped',
  'recording-failed',
]);

export function liveLog(log: LogPort): (event: LiveEvent) => void {
  return (event) => {
    if (WARNINGS.has(event.kind) || isMissingDevice(event))
      log.warn({ live: event.kind }, liveSentence(event));
    else if (event.kind === 'loop' && event.state !== 'playing') {
      log.warn({ live: event.kind }, liveSentence(event));
    } else if (event.kind === 'levels') log.debug({ levels: event.levels }, liveSentence(event));
    else log.info({ live: event.kind }, liveSentence(event));
  };
}

function isMissingDevice(event: LiveEvent): boolean {
  return event.kind === 'device' && event.state === 'waiting for device';
}
