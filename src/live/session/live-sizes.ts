/**
 * Live sizes: which window, hop and look-ahead a session gets, from how fast this machine runs this model.
 *
 *   compute time = 1.4 x the time of a full window in one step;   hop >= compute time, so the worker keeps up
 *   compute margin = compute time + slack for a system that is busy elsewhere
 *
 * The longest window whose latency stays within the limit is taken: separation gains from a longer past, but a longer
 * window costs time, hop and latency. Where none does, the shortest: then the session's latency is beyond the limit, or
 * its hops are late and the mixture passes through; it says so itself (session-event).
 */
import type { ModelCard } from '../../model/model-card.js';
import {
  modelFrames,
  nativeFrames,
  toNativeFrames,
  wholeFrames,
  type ModelFrames,
} from '../../signal/units.js';
import { OperationalError } from '../../operational-error.js';
import { liveGeometry, seamFrames, type LiveGeometry, type LiveSizes } from './live-geometry.js';

export interface LiveDemand {
  readonly card: Pick<ModelCard, 'chunkFrames' | 'sampleRateHz'>;
  readonly nativeRateHz: number;
  /** seconds per evaluated model frame, all channels together (compute-probe) */
  readonly cost: number;
  readonly latencyLimitSeconds: number;
}

/** Where the latency allows it. Simulated with band-v5 on the demo's recording: 1.1 s lose 0.9 dB against offline, 1.7 s 0.4, 2.2 s 0.2; more look-ahead gains less than 0.1. */
const WINDOW_SECONDS = 1.7;
const LOOK_AHEAD_SECONDS = 0.19;
/** Shorter hops cost more evaluations of the same sound and gain little latency. */
const LEAST_HOP_SECONDS = 0.18;
/** What a window may take beyond its measured time. */
const COMPUTE_HEADROOM = 1.4;
/** However fast the network: a result waits for the next block, and threads for the system's scheduler. */
const SLACK_SECONDS = 0.08;

/**
 * @throws OperationalError `unsupported-task` where the model's windows are no longer than what a hop looks ahead; Error when the
 *   demand is not positive
 */
export function chooseLiveGeometry(demand: LiveDemand): LiveGeometry {
  const { card, nativeRateHz, cost, latencyLimitSeconds } = demand;
  if (!(cost > 0) || !(latencyLimitSeconds > 0)) {
    throw new Error(
      `chooseLiveGeometry: cost and latency limit must be > 0, got ${cost}, ${latencyLimitSeconds}`,
    );
  }
  const { multipleOf, min, trained } = card.chunkFrames;
  const longest = modelFrames(
    Math.max(min, toMultiple(Math.min(trained, WINDOW_SECONDS * card.sampleRateHz), multipleOf)),
  );
  let geometry: LiveGeometry | undefined;
  for (let frames: number = longest; frames >= min; frames -= multipleOf) {
    const windowFrames = modelFrames(frames);
    const sizes = sizesFor(windowFrames, demand);
    if (sizes.hopFrames + sizes.lookAheadFrames > windowFrames) break;
    geometry = liveGeometry(sizes, card, nativeRateHz);
    if (geometry.latencyFrames <= latencyLimitSeconds * nativeRateHz) return geometry;
  }
  if (geometry !== undefined) return geometry;
  const sizes = slowest(longest, demand);
  if (sizes.hopFrames < Math.max(multipleOf, seamFrames(card))) throw tooShort(longest, sizes);
  return liveGeometry(sizes, card, nativeRateHz);
}

function sizesFor(windowFrames: ModelFrames, { card, nativeRateHz, cost }: LiveDemand): LiveSizes {
  const { multipleOf } = card.chunkFrames;
  const computeSeconds = COMPUTE_HEADROOM * cost * windowFrames;
  const hopSeconds = Math.max(LEAST_HOP_SECONDS, computeSeconds);
  return {
    windowFrames,
    hopFrames: modelFrames(Math.ceil((hopSeconds * card.sampleRateHz) / multipleOf) * multipleOf),
    lookAheadFrames: toMultiple(LOOK_AHEAD_SECONDS * card.sampleRateHz, multipleOf),
    computeMarginFrames: nativeFrames(Math.ceil((computeSeconds + SLACK_SECONDS) * nativeRateHz)),
  };
}

/** No window is sampled in its own time: the whole window but the look-ahead is the hop, computed as long as it lasts. */
function slowest(windowFrames: ModelFrames, { card, nativeRateHz }: LiveDemand): LiveSizes {
  const { multipleOf } = card.chunkFrames;
  const lookAheadFrames = toMultiple(LOOK_AHEAD_SECONDS * card.sampleRateHz, multipleOf);
  const hopFrames = modelFrames(windowFrames - lookAheadFrames);
  const rates = { modelRateHz: card.sampleRateHz, nativeRateHz };
  const computeMarginFrames = wholeFrames(toNativeFrames(hopFrames, rates));
  return { windowFrames, hopFrames, lookAheadFrames, computeMarginFrames };
}

function tooShort(windowFrames: number, { lookAheadFrames }: LiveSizes): OperationalError {
  return new OperationalError(
    'unsupported-task',
    `The model takes ${windowFrames} frames at once (chunkFrames of its card), which is too few to play live: expected clearly more ` +
      `than the ${lookAheadFrames} that are looked ahead. Choose another model.`,
  );
}

function toMultiple(frames: number, multipleOf: number): ModelFrames {
  return modelFrames(Math.max(1, Math.round(frames / multipleOf)) * multipleOf);
}
