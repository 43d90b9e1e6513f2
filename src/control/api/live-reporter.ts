/**
 * Live reporter: tells subscribers how the live session goes: that it runs, each stem's level when it changes, whether a take is
 * held, and what else happened in a sentence.
 */
import { liveSentence } from '../../live/live-sentence.js';
import type { Live, LiveNews } from '../../live/live.js';
import type { StemLevel } from '../../live/session/stem-levels.js';
import type { Client } from './client.js';
import type { RequestId } from './field.js';
import { reply, type Reply } from './replies.js';
import type { Subscriptions } from './subscriptions.js';

/** What subscribers hear of a live session. */
type LiveReply = Reply<'liveStarted' | 'liveLevel' | 'liveHeld' | 'liveNews'>;

/** @returns a function that ends it */
export function reportLive(parts: {
  readonly live: Live;
  readonly subscriptions: Subscriptions;
  readonly send: (target: Client, reply: Reply) => void;
}): () => void {
  let told: Readonly<Record<string, StemLevel>> = {};

  function replies(news: LiveNews): ((id: RequestId) => LiveReply)[] {
    if (news.type === 'started') {
      const { latencyFrames, rateHz, channels } = news;
      return [(id) => reply('liveStarted', id, { latencyFrames, rateHz, channels })];
    }
    if (news.type === 'levels') {
      const changed = Object.entries(news.levels).filter(
        ([stem, level]) => !isSame(told[stem], level),
      );
      told = news.levels;
      return changed.map(
        ([stem, { gainDb, muted, soloed }]) =>
          (id) =>
            reply('liveLevel', id, { stem, gainDb, muted, soloed }),
      );
    }
    if (news.type === 'hold') return [(id) => reply('liveHeld', id, { held: news.held })];
    const { type: kind } = news;
    return [(id) => reply('liveNews', id, { kind, message: liveSentence(news) })];
  }

  return parts.live.subscribe((news) => {
    const made = replies(news);
    for (const { target, id } of parts.subscriptions.current()) {
      for (const replyTo of made) parts.send(target, replyTo(id));
    }
  });
}

function isSame(a: StemLevel | undefined, b: StemLevel): boolean {
  return a?.gainDb === b.gainDb && a.muted === b.muted && a.soloed === b.soloed;
}
