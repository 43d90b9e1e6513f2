/** A session that separates, and whose worker fails: another is started, and tried again until one starts. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { describe, it } from 'mocha';

import type { LiveEvent } from '../../../src/live/live.js';
import { startInference } from '../../../src/model/inference-handle.js';
import type { Inference } from '../../../src/model/inference.js';
import { OperationalError } from '../../../src/operational-error.js';
import { withEngine } from '../../support/engine-under-test.js';
import { handFedHost } from '../../support/hand-fed-host.js';
import { LIVE_REQUEST } from '../../support/live-request.js';
import { whiteNoise } from '../../support/white-noise.js';

const BLOCK_FRAMES = 2048;

/** A worker that has died fails everything that it is asked for. */
function mortal(inner: Inference): { readonly inference: Inference; readonly kill: () => void } {
  let isDead = false;
  const { card, graphSha256, provider, providerNotes } = inner;
  return {
    kill: () => (isDead = true),
    inference: {
      card,
      graphSha256,
      provider,
      providerNotes,
      sample: (task, options) =>
        isDead
          ? Promise.reject(new OperationalError('inference-failed', 'it has died'))
          : inner.sample(task, options),
      close: () => inner.close(),
    },
  };
}

describe('The worker of a live session', () => {
  it('that fails is replaced as soon as another one starts, which is told once while none does', () => {
    const host = handFedHost();
    let starts = 0;
    let kill: () => void = () => undefined;
    return withEngine(
      {
        liveRuntime: 'inline',
        startHost: host.start,
        startModel: async (model) => {
          starts++;
          if (starts === 2) throw new OperationalError('system-limit', 'no more threads');
          const inference = await startInference({ model, provider: 'cpu', threads: 1 });
          if (starts > 1) return inference;
          const first = mortal(inference);
          ({ kill } = first);
          return first.inference;
        },
      },
      async ({ engine }) => {
        const events: LiveEvent[] = [];
        engine.live.subscribe((event) => events.push(event));
        await engine.live.start(LIVE_REQUEST);
        const rows = [1, 2].map((seed) => whiteNoise(BLOCK_FRAMES, seed));
        let frame = 0;
        const playUntil = async (isTrue: () => boolean): Promise<void> => {
          for (; !isTrue(); frame += BLOCK_FRAMES) {
            await host.feed(frame, rows);
            await sleep(20);
          }
        };
        await playUntil(() => frame > LIVE_REQUEST.rateHz);
        kill();
        await playUntil(() => starts === 3);
        await playUntil(() => events.at(-1)?.kind === 'recovered');
        assert.deepEqual(
          events.flatMap((event) => (event.kind === 'inference-failed' ? [event.message] : [])),
          ['it has died', 'no more threads'],
        );
      },
    );
  });
});
