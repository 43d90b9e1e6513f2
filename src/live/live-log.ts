/**
 * Live log: writes what happens in a live session to the log.
 */
import type { LogPort } from '../log-port.js';
import { liveSentence } from './live-sentence.js';
import type { LiveEvent } from './live.js';

const WARNINGS: ReadonlySet<LiveEvent['type']> = new Set([
  'overrun',
  'inference-failed',
  'lost',
  'recording-clipped',
  'recording-failed',
]);

export function liveLog(log: LogPort): (event: LiveEvent) => void {
  return (event) => {
    if (WARNINGS.has(event.type) || isMissingDevice(event))
      log.warn({ live: event.type }, liveSentence(event));
    else if (event.type === 'loop' && event.state !== 'playing') {
      log.warn({ live: event.type }, liveSentence(event));
    } else if (event.type === 'levels') log.debug({ levels: event.levels }, liveSentence(event));
    else log.info({ live: event.type }, liveSentence(event));
  };
}

function isMissingDevice(event: LiveEvent): boolean {
  return event.type === 'device' && event.state === 'waiting for device';
}
