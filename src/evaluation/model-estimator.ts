/**
 * Estimates by a model: the job a user runs, on a track's mixture in memory; or, in the paper's protocol, chunk after chunk on its
 * own, with what the sampler gives, restored by nothing.
 */
import type { AudioSource } from '../audio/audio-source.js';
import type { StemSink } from '../audio/stem-sink.js';
import { separateChunk } from '../clips/separate-chunk.js';
import { separateClip } from '../clips/separate-clip.js';
import type { Inference } from '../model/inference.js';
import type { SamplingPlan } from '../sampler/sampling-plan.js';
import { concatenateRows, sumRows } from '../signal/rows.js';
import { stemRow, type StemBlock } from '../signal/stem-block.js';
import type { Estimate, Estimator } from './estimator.js';
import type { StemTrack } from './stem-track.js';
import { sumErrorDbfs } from './sum-error.js';

export interface ModelEstimation {
  readonly inference: Inference;
  readonly plan: SamplingPlan;
  /** a track is separated in chunks of so many frames, of which it has a whole number; undefined: as a job */
  readonly chunkFrames: number | undefined;
  readonly signal?: AbortSignal;
}

export function modelEstimator(estimation: ModelEstimation): Estimator {
  const { chunkFrames } = estimation;
  return {
    estimate: (track, onFraction) =>
      chunkFrames === undefined
        ? asJob(estimation, track, onFraction)
        : inChunks(estimation, track, chunkFrames, onFraction),
    filesFor: () => Promise.resolve([]),
  };
}

async function asJob(
  { inference, plan, signal }: ModelEstimation,
  track: StemTrack,
  onFraction: (fraction: number) => void,
): Promise<Estimate> {
  const parts: Float32Array[][] = inference.card.stems.map(() => []);
  const report = await separateClip({
    source: mixtureSource(track),
    plan,
    inference,
    sink: collectingSink(parts),
    stored: (sample) => sample,
    ...(signal === undefined ? {} : { signal }),
    onEvent: (event) => {
      if (event.kind === 'progress') onFraction(event.fraction ?? 0);
    },
  });
  return {
    stems: parts.map(concatenateRows),
    sumErrorDbfs: report.sumErrorDbfs ?? -Infinity,
    seconds: report.seconds,
    damage: [],
  };
}

/** Every chunk has noise of its own: its seed is the plan's plus its number. */
async function inChunks(
  { inference, plan, signal }: ModelEstimation,
  track: StemTrack,
  chunkFrames: number,
  onFraction: (fraction: number) => void,
): Promise<Estimate> {
  const startMs = performance.now();
  const mixture = sumRows(track.stems);
  const parts: Float32Array[][] = inference.card.stems.map(() => []);
  for (let index = 0; index * chunkFrames < mixture.length; index++) {
    const start = index * chunkFrames;
    const stems = await separateChunk({
      mixture: mixture.subarray(start, start + chunkFrames),
      plan: { ...plan, seed: (plan.seed + index) % 2 ** 32 },
      inference,
      signal,
      onFrames: (frames) => {
        onFraction((start + frames) / mixture.length);
      },
    });
    parts.forEach((part, stem) => part.push(stems[stem]!));
  }
  const seconds = (performance.now() - startMs) / 1000;
  const stems = parts.map(concatenateRows);
  return { stems, sumErrorDbfs: sumErrorDbfs(mixture, stems), seconds, damage: [] };
}

function mixtureSource(track: StemTrack): AudioSource {
  const mixture = sumRows(track.stems);
  return {
    name: track.name,
    rateHz: track.rateHz,
    channels: 1,
    expectedFrames: mixture.length,
    async *blocks() {
      yield [mixture];
      await Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}

function collectingSink(parts: Float32Array[][]): StemSink {
  return {
    write: (block: StemBlock) => {
      parts.forEach((part, stem) => part.push(stemRow(block, 0, stem).slice()));
      return Promise.resolve();
    },
    commit: () => Promise.resolve(),
    discard: () => Promise.resolve(),
  };
}
