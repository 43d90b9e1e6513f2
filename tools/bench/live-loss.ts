/**
 * Live loss: how much better the model separates a recording offline than it did live between two sound devices; both are
 * scored as `stemwright evaluate` scores, on what was played.
 */
import { DEFAULTS } from '../../src/config/settings.js';
import { presetSampling, samplingPlan } from '../../src/sampling/sampling-settings.js';
import { separateClip } from '../../src/clips/separate-clip.js';
import type { StemTrack } from '../../src/evaluation/stem-track.js';
import { scoreTrack } from '../../src/evaluation/separation-score.js';
import { startInference } from '../../src/model/inference-handle.js';
import type { ModelCard } from '../../src/model/model-card.js';
import { sumRows } from '../../src/signal/rows.js';
import { longestExact } from '../../test/support/exact-sum.js';
import type { Recorded } from '../../test/support/live-loop.js';
import { memorySink } from '../../test/support/memory-sink.js';
import { mean } from '../../test/support/statistics.js';
import { syntheticSource } from '../../test/support/synthetic-source.js';
import type { LiveLoss } from './soak-schema.js';

/** So much of the recording must have come out without a gap of the sound server's. */
const LEAST_SHARE = 0.98;
/** So many frames of sound meet themselves nowhere else. */
const MATCH_FRAMES = 64;

/** @returns undefined when what came out has a gap, and cannot be laid over what was played */
export async function liveLoss(parts: {
  readonly track: StemTrack;
  readonly card: ModelCard;
  readonly folder: string;
  readonly recorded: Recorded;
}): Promise<LiveLoss | undefined> {
  const { track, card, folder, recorded } = parts;
  const frames = track.stems[0]!.length;
  const { delayFrames, frames: exactFrames } = longestExact(recorded);
  if (exactFrames < LEAST_SHARE * frames) return undefined;
  const mixture = sumRows(track.stems);
  const playedFrame = startOf(mixture, recorded.input[0]!);
  if (playedFrame === undefined) return undefined;
  const startFrame = playedFrame + delayFrames;
  // both channels were given the same, and the first one of each stem is what is scored
  const live = card.stems.map((_, stem) =>
    recorded.output[2 * stem]!.subarray(startFrame, startFrame + frames),
  );
  const offline = await separatedOffline(mixture, track.rateHz, card, folder);
  return { liveDb: improvement(track, live), offlineDb: improvement(track, offline) };
}

/** Where `played` begins in `recorded`: around its loudest frame they are the same, but for 16 bits on the way. */
function startOf(played: Float32Array, recorded: Float32Array): number | undefined {
  const loudest = played.reduce(
    (best, sample, frame) => (Math.abs(sample) > Math.abs(played[best]!) ? frame : best),
    0,
  );
  const from = Math.min(loudest, played.length - MATCH_FRAMES);
  for (let at = 0; at + MATCH_FRAMES <= recorded.length; at++) {
    let same = 0;
    while (
      same < MATCH_FRAMES &&
      Math.abs(recorded[at + same]! - played[from + same]!) < 2 ** -15
    ) {
      same++;
    }
    if (same === MATCH_FRAMES) return at - from;
  }
  return undefined;
}

function improvement(track: StemTrack, stems: readonly Float32Array[]): number {
  const scores = scoreTrack(track.stems, stems, track.rateHz);
  return mean(scores.flatMap(({ active }) => (active.length > 0 ? [mean(active)] : [])));
}

async function separatedOffline(
  mixture: Float32Array,
  rateHz: number,
  card: ModelCard,
  folder: string,
): Promise<Float32Array[]> {
  const inference = await startInference({ folder, provider: 'cpu' });
  try {
    const sink = memorySink();
    await separateClip({
      source: syntheticSource({
        rateHz,
        channels: 1,
        frames: mixture.length,
        blockFrames: 65_536,
        sample: (_, frame) => mixture[frame]!,
      }),
      plan: samplingPlan(card, 'separate', {
        ...presetSampling(DEFAULTS.preset, DEFAULTS.seed),
        views: 1,
      }),
      inference,
      sink,
      stored: (sample) => sample,
      onEvent: () => undefined,
    });
    return card.stems.map((_, stem) => sink.row(0, stem));
  } finally {
    await inference.close();
  }
}
