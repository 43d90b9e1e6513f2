/**
 * Live log: a listener that tells a live session's story in the log.
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

export function liveLog(log: LogPort): (news: LiveEvent) => void {
  return (news) => {
    if (WARNINGS.has(news.type)) log.warn({ live: news.type }, liveSentence(news));
    else if (news.type === 'loop' && news.state !== 'playing') {
      log.warn({ live: news.type }, liveSentence(news));
    } else if (news.type === 'levels') log.debug({ levels: news.levels }, liveSentence(news));
    else log.info({ live: news.type }, liveSentence(news));
  };
}
