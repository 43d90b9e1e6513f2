/**
 * Rehearsal: plays silence through a session that nobody hears, before the real one begins, so that its first hops are
 * not late. Whatever is slow the first time has then been done: the network at every window that the governor may
 * choose, compiling this code, and getting memory. It takes about as long as the session's latency, and changes nothing.
 */
import { createPlanarBlock } from '../../signal/planar-block.js';
import type { Inference } from '../../model/inference.js';
import { evaluateSilence } from './compute-probe.js';
import { liveRungs } from './live-governor.js';
import { LiveSession, type LiveSessionOptions } from './live-session.js';

/** as a sound device's */
const BLOCK_FRAMES = 512;

/** @throws what the inference does */
export async function rehearse(options: Omit<LiveSessionOptions, 'onEvent'>): Promise<void> {
  const { inference, plan, channels, geometry } = options;
  const rungs = liveRungs(geometry, inference.card.chunkFrames, 1);
  for (const { windowFrames } of rungs) {
    const knowsStems = geometry.knownFrames > 0;
    await evaluateSilence(inference, { plan, channels, windowFrames, knowsStems });
  }
  const watched = watchedInference(inference);
  const session = await LiveSession.open({
    ...options,
    inference: watched.inference,
    onEvent: () => undefined,
  });
  try {
    // the first sound of a session comes out then, and all of it has been at work a little later
    const frames = geometry.latencyFrames + geometry.hopFrames;
    for (let played = 0; played < frames; played += BLOCK_FRAMES) {
      session.push(createPlanarBlock(channels, BLOCK_FRAMES));
      await watched.settled();
    }
  } finally {
    session.close();
  }
}

/** The same, and a promise for the end of what it was asked for last. It fails where that does. */
function watchedInference(inner: Inference): {
  readonly inference: Inference;
  readonly settled: () => Promise<unknown>;
} {
  let last: Promise<unknown> = Promise.resolve();
  const { card, graphSha256, provider, providerNotes } = inner;
  return {
    inference: {
      card,
      graphSha256,
      provider,
      providerNotes,
      sample: (task, sampleOptions) => {
        const sampling = inner.sample(task, sampleOptions);
        last = sampling;
        return sampling;
      },
      close: () => inner.close(),
    },
    settled: () => last,
  };
}
