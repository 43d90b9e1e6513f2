/**
 * Live reporter: sends subscribers the events of the live session: that it runs, each stem's level when it changes, whether a take is
 * held, and what else happened in a sentence. Surfaces that follow addresses are told the controls that have moved at theirs, too.
 */
import { liveSentence } from '../../live/live-sentence.js';
import type { Live, LiveEvent } from '../../live/live.js';
import type { StemLevel } from '../../live/session/stem-levels.js';
import type { Client } from './client.js';
import type { RequestId } from './field.js';
import { reply, type Reply } from './replies.js';
import { movedStemControls, type StemControlValues } from './stem-controls.js';
import type { Subscriptions } from './subscriptions.js';

/** What subscribers hear of a live session. */
interface Told {
  readonly replyTo: (id: RequestId) => Reply<'liveStarted' | 'liveLevel' | 'liveHeld' | 'liveNews'>;
  readonly moved?: { readonly stem: string; readonly controls: Partial<StemControlValues> };
}

/** @returns a function that ends it */
export function reportLive(parts: {
  readonly live: Live;
  readonly subscriptions: Subscriptions;
  readonly send: (target: Client, reply: Reply) => void;
}): () => void {
  let reported: Readonly<Record<string, StemLevel>> = {};

  function told(event: LiveEvent): Told[] {
    if (event.kind === 'started') {
      const { latencyFrames, rateHz, channels } = event;
      return [{ replyTo: (id) => reply('liveStarted', id, { latencyFrames, rateHz, channels }) }];
    }
    if (event.kind === 'levels') {
      const before = reported;
      reported = event.levels;
      return Object.entries(event.levels).flatMap(([stem, level]) => {
        const controls = movedStemControls(before[stem], level);
        if (Object.keys(controls).length === 0) return [];
        const { gainDb, muted, soloed } = level;
        return {
          replyTo: (id) => reply('liveLevel', id, { stem, gainDb, muted, soloed }),
          moved: { stem, controls },
        };
      });
    }
    if (event.kind === 'hold') {
      return [{ replyTo: (id) => reply('liveHeld', id, { held: event.held }) }];
    }
    const { kind } = event;
    return [{ replyTo: (id) => reply('liveNews', id, { kind, message: liveSentence(event) }) }];
  }

  return parts.live.subscribe((event) => {
    const all = told(event);
    for (const { target, id } of parts.subscriptions.current()) {
      for (const { replyTo, moved } of all) {
        parts.send(target, replyTo(id));
        if (moved !== undefined) target.tellControls?.(moved.stem, moved.controls);
      }
    }
  });
}
