/**
 * Live reporter: tells subscribers how the live session goes: that it runs, each stem's level when it changes, whether a take is
 * held, and what else happened in a sentence.
 */
import { liveSentence } from '../../live/live-sentence.js';
import type { Live, LiveEvent } from '../../live/live.js';
import type { StemLevel } from '../../live/session/stem-levels.js';
import { float, integer, prose, text, type OscId, type OscMessage } from './osc-message.js';
import type { Peer } from './peer.js';
import { reply } from './reply-messages.js';
import type { Subscriptions } from './subscriptions.js';

/** @returns a function that ends it */
export function reportLive(parts: {
  readonly live: Live;
  readonly subscriptions: Subscriptions;
  readonly send: (target: Peer, message: OscMessage) => void;
}): () => void {
  let told: Readonly<Record<string, StemLevel>> = {};

  function messages(news: LiveEvent): ((id: OscId) => OscMessage)[] {
    if (news.type === 'started') {
      const { latencyFrames, rateHz, channels } = news;
      const values = [latencyFrames, rateHz, channels].map(integer);
      return [(id) => reply('liveStarted', id, ...values)];
    }
    if (news.type === 'levels') {
      const changed = Object.entries(news.levels).filter(
        ([stem, level]) => !isSame(told[stem], level),
      );
      told = news.levels;
      return changed.map(
        ([stem, level]) =>
          (id) =>
            levelReply(id, stem, level),
      );
    }
    if (news.type === 'hold') return [(id) => reply('liveHeld', id, integer(news.held ? 1 : 0))];
    return [(id) => reply('liveNews', id, text(news.type), prose(liveSentence(news)))];
  }

  return parts.live.subscribe((news) => {
    const made = messages(news);
    for (const { target, id } of parts.subscriptions.current()) {
      for (const message of made) parts.send(target, message(id));
    }
  });
}

function isSame(a: StemLevel | undefined, b: StemLevel): boolean {
  return a?.gainDb === b.gainDb && a.muted === b.muted && a.soloed === b.soloed;
}

function levelReply(id: OscId, stem: string, { gainDb, muted, soloed }: StemLevel): OscMessage {
  return reply(
    'liveLevel',
    id,
    text(stem),
    float(gainDb),
    integer(muted ? 1 : 0),
    integer(soloed ? 1 : 0),
  );
}
