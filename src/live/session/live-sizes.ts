/**
 * Live sizes: which window, hop and look-ahead a session gets, from how fast this machine runs this model.
 *
 *   compute time = 1.4 x the time of a full window in one step;   hop >= compute time, so the worker keeps up
 *   compute margin = compute time + slack for a system that is busy elsewhere
 *
 * The longest window whose latency stays within the limit is taken: separation gains from a longer past, but a longer
 * window costs time, hop and latency. Where none does, the shortest: then the session's latency is beyond the limit, or
 * its hops are late and the mixture passes through; it says so itself (session-event). A separator that takes one length only has
 * no shorter window: where its latency would be beyond the limit, there is no session.
 */
import {
  modelFrames,
  nativeFrames,
  toNativeFrames,
  wholeFrames,
  type ModelFrames,
} from '../../signal/units.js';
import { OperationalError } from '../../operational-error.js';
import {
  liveGeometry,
  seamFrames,
  stepFrames,
  type LiveCard,
  type LiveGeometry,
  type LiveSizes,
} from './live-geometry.js';

export interface LiveDemand {
  readonly card: LiveCard;
  readonly nativeRateHz: number;
  /** seconds per evaluated model frame, all channels together (compute-probe) */
  readonly cost: number;
  readonly latencyLimitSeconds: number;
  /** whether a window is told the stems that were sent @default of a denoiser */
  readonly knowsStems?: boolean | undefined;
}

/** Where the latency allows it. Simulated with band-v5 on the demo's recording: 1.1 s lose 0.9 dB against offline, 1.7 s 0.4, 2.2 s 0.2; more look-ahead gains less than 0.1. */
const WINDOW_SECONDS = 1.7;
const LOOK_AHEAD_SECONDS = 0.19;
/** Shorter hops cost more evaluations of the same sound and gain little latency. */
const LEAST_HOP_SECONDS = 0.18;
/** Of a separator's chunk that is too short for both of the above; what is left is past. */
const HOP_PART = 1 / 2;
const LOOK_AHEAD_PART = 1 / 4;
/** What a window may take beyond its measured time. */
const COMPUTE_HEADROOM = 1.4;
/** However fast the network: a result waits for the next block, and threads for the system's scheduler. */
const SLACK_SECONDS = 0.08;

/**
 * @throws OperationalError `unsupported-task` where the model's windows are no longer than what a hop looks ahead, or a separator of
 *   one length would be later than the limit; Error when the demand is not positive
 */
export function chooseLiveGeometry(demand: LiveDemand): LiveGeometry {
  const { card, nativeRateHz, cost, latencyLimitSeconds, knowsStems } = demand;
  if (!(cost > 0) || !(latencyLimitSeconds > 0)) {
    throw new Error(
      `chooseLiveGeometry: cost and latency limit must be > 0, got ${cost}, ${latencyLimitSeconds}`,
    );
  }
  const { multipleOf, min, trained } = card.chunkFrames;
  const longest = modelFrames(
    Math.max(min, toMultiple(Math.min(trained, WINDOW_SECONDS * card.sampleRateHz), multipleOf)),
  );
  if (!isLongEnough(longest, card)) throw tooShort(longest, slowest(longest, demand));
  let geometry: LiveGeometry | undefined;
  for (let frames: number = longest; frames >= min; frames -= multipleOf) {
    const windowFrames = modelFrames(frames);
    const sizes = sizesFor(windowFrames, demand);
    if (sizes.hopFrames + sizes.lookAheadFrames > windowFrames) break;
    if (!isLongEnough(windowFrames, card)) break;
    geometry = liveGeometry(sizes, card, nativeRateHz, knowsStems);
    if (geometry.latencyFrames <= latencyLimitSeconds * nativeRateHz) return geometry;
  }
  if (card.kind === 'separator' && min === trained) throw tooLate(demand, geometry);
  if (geometry !== undefined) return geometry;
  const sizes = slowest(longest, demand);
  if (sizes.hopFrames < Math.max(stepFrames(card), seamFrames(card)))
    throw tooShort(longest, sizes);
  return liveGeometry(sizes, card, nativeRateHz, knowsStems);
}

function sizesFor(windowFrames: ModelFrames, { card, nativeRateHz, cost }: LiveDemand): LiveSizes {
  const step = stepFrames(card);
  const computeSeconds = COMPUTE_HEADROOM * cost * windowFrames;
  const hopSeconds = Math.max(leastHopSeconds(windowFrames, card), computeSeconds);
  return {
    windowFrames,
    hopFrames: modelFrames(Math.ceil((hopSeconds * card.sampleRateHz) / step) * step),
    lookAheadFrames: lookAhead(windowFrames, card),
    computeMarginFrames: nativeFrames(Math.ceil((computeSeconds + SLACK_SECONDS) * nativeRateHz)),
  };
}

/** No window is sampled in its own time: the whole window but the look-ahead is the hop, computed as long as it lasts. */
function slowest(windowFrames: ModelFrames, { card, nativeRateHz }: LiveDemand): LiveSizes {
  const lookAheadFrames = lookAhead(windowFrames, card);
  const hopFrames = modelFrames(windowFrames - lookAheadFrames);
  const rates = { modelRateHz: card.sampleRateHz, nativeRateHz };
  const computeMarginFrames = wholeFrames(toNativeFrames(hopFrames, rates));
  return { windowFrames, hopFrames, lookAheadFrames, computeMarginFrames };
}

/** Past the hop and the seam behind it, a separator needs what it does not hear well at its edge. */
function lookAhead(windowFrames: ModelFrames, card: LiveCard): ModelFrames {
  const frames = toMultiple(LOOK_AHEAD_SECONDS * card.sampleRateHz, stepFrames(card));
  if (card.kind === 'denoiser') return frames;
  const part = Math.floor(LOOK_AHEAD_PART * windowFrames);
  return modelFrames(Math.max(Math.min(frames, part), seamFrames(card) + card.edgeFrames));
}

function leastHopSeconds(windowFrames: ModelFrames, card: LiveCard): number {
  if (card.kind === 'denoiser') return LEAST_HOP_SECONDS;
  return Math.min(LEAST_HOP_SECONDS, Math.floor(HOP_PART * windowFrames) / card.sampleRateHz);
}

/** Whether a window has a hop that is no shorter than a seam, its look-ahead, and past enough to hear the hop well. */
function isLongEnough(windowFrames: ModelFrames, card: LiveCard): boolean {
  if (card.kind === 'denoiser') return true;
  const hopFrames = Math.round(leastHopSeconds(windowFrames, card) * card.sampleRateHz);
  const pastFrames = windowFrames - hopFrames - lookAhead(windowFrames, card);
  return hopFrames >= seamFrames(card) && pastFrames >= card.edgeFrames;
}

/** @param geometry what it would have; undefined: there is no time for a hop, whatever the limit */
function tooLate(
  { card, nativeRateHz, cost, latencyLimitSeconds }: LiveDemand,
  geometry: LiveGeometry | undefined,
): OperationalError {
  const { trained } = card.chunkFrames;
  const seconds = (value: number): string => `${value.toFixed(2)} s`;
  const asItIs =
    `The model "${card.name}" takes ${seconds(trained / card.sampleRateHz)} at once, and this machine needs ` +
    `${seconds(cost * trained)} for it`;
  const latencySeconds = geometry && geometry.latencyFrames / nativeRateHz;
  return new OperationalError(
    'unsupported-task',
    latencySeconds === undefined
      ? `${asItIs}: too much to play live. Choose a model of shorter chunks, or separate files with this one.`
      : `${asItIs}: its stems would come ${seconds(latencySeconds)} late, and ${seconds(latencyLimitSeconds)} are allowed. Set a ` +
          'higher limit (liveLatencyMs, the option latency), or choose a model of shorter chunks.',
  );
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
