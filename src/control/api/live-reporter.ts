/**
 * Live reporter: sends subscribers the events of the live session: that it runs, each stem's level when it changes, whether a take is
 * held, and what else happened in a sentence.
 */
import { liveSentence } from '../../live/live-sentence.js';
import type { Live, LiveEvent } from '../../live/live.js';
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
  let reported: Readonly<Record<string, StemLevel>> = {};

  function replies(event: LiveEvent): ((id: RequestId) => LiveReply)[] {
    if (event.kind === 'started') {
      const { latencyFrames, rateHz, channels } = event;
      return [(id) => reply('liveStarted', id, { latencyFrames, rateHz, channels })];
    }
    if (event.kind === 'levels') {
      const changed = Object.entries(event.levels).filter(
        ([stem, level]) => !isSame(reported[stem], level),
      );
      reported = event.levels;
      return changed.map(
        ([stem, { gainDb, muted, soloed }]) =>
          (id) =>
            reply('liveLevel', id, { stem, gainDb, muted, soloed }),
      );
    }
    if (event.kind === 'hold') return [(id) => reply('liveHeld', id, { held: event.held })];
    const { kind } = event;
    return [(id) => reply('liveNews', id, { kind, message: liveSentence(event) })];
  }

  return parts.live.subscribe((event) => {
    const made = replies(event);
    for (const { target, id } of parts.subscriptions.current()) {
      for (const replyTo of made) parts.send(target, replyTo(id));
    }
  });
}

function isSame(a: StemLevel | undefined, b: StemLevel): boolean {
  return a?.gainDb === b.gainDb && a.muted === b.muted && a.soloed === b.soloed;
}
