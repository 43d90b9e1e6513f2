/**
 * Evaluate separation: the job a user runs, on tracks whose true stems are known.
 *
 * Each track's stems are summed and handed to the same code that separates a file (engine/separate-clip), in memory;
 * what comes back is scored. Or, for comparing with other systems, their written estimates are scored instead.
 */
import type { AudioSource } from '../audio/audio-source.js';
import type { StemSink } from '../audio/stem-sink.js';
import type { ClipReport } from '../engine/clip-report.js';
import { separateClip } from '../engine/separate-clip.js';
import type { Inference } from '../model/inference.js';
import { OperatingError, throwIfCancelled } from '../operating-error.js';
import type { SamplingPlan } from '../sampler/sampling-plan.js';
import { concatenateRows, sumRows } from '../signal/rows.js';
import { stemRow, type StemBlock } from '../signal/stem-block.js';
import { listTracks, type DatasetSelection } from './dataset.js';
import { summarise, type SeparationReport } from './report.js';
import { scoreTrack, type StemImprovements } from './separation-score.js';
import { readTrackFiles, type StemTrack } from './stem-track.js';
import { trackAtRate } from './track-at-rate.js';
import { trackFiles, type TrackFiles, type TrackFolder } from './track-files.js';

export interface Evaluation extends SeparationReport {
  /** worst |mixture - sum of estimates| over all tracks, dBFS */
  readonly sumErrorDbfs: number;
  /** separation time / audio time; null when estimates were read from files */
  readonly realTimeFactor: number | null;
  /** files and tracks that were left out, a sentence each */
  readonly leftOut: readonly string[];
}

export interface EvaluationOptions {
  readonly dataset: string;
  readonly selection?: DatasetSelection;
  /** stem names, the model's order */
  readonly stems: readonly string[];
  /** tracks are brought to this rate first; undefined: separated and scored at their own */
  readonly rateHz?: number | undefined;
  /** at most so many tracks, in order of name */
  readonly limit: number;
  readonly signal?: AbortSignal;
  readonly onTrack: (name: string, index: number, count: number) => void;
  /** told before the first track, for an evaluation takes long */
  readonly onLeftOut?: (sentence: string) => void;
}

/** How estimates of a track come about. */
export type Estimator = (track: StemTrack) => Promise<{
  readonly stems: Float32Array[];
  readonly sumErrorDbfs: number;
  readonly seconds: number | null;
}>;

/**
 * @throws OperatingError of listing and reading tracks; what is wrong with a track's metadata before the first is separated
 */
export async function evaluateSeparation(
  estimate: Estimator,
  options: EvaluationOptions,
): Promise<Evaluation> {
  const { stems, rateHz, signal, onTrack } = options;
  const { tracks, leftOut } = await plannedTracks(options);
  const scores: StemImprovements[][] = [];
  let sumErrorDbfs = -Infinity;
  let seconds: number | null = 0;
  let audioSeconds = 0;
  for (const [index, planned] of tracks.entries()) {
    throwIfCancelled(signal);
    onTrack(planned.name, index, tracks.length);
    const read = await readTrackFiles(planned, planned);
    const track = rateHz === undefined ? read : await trackAtRate(read, rateHz);
    const estimated = await estimate(track);
    scores.push(scoreTrack(track.stems, estimated.stems, track.rateHz));
    sumErrorDbfs = Math.max(sumErrorDbfs, estimated.sumErrorDbfs);
    seconds = seconds === null || estimated.seconds === null ? null : seconds + estimated.seconds;
    audioSeconds += (track.stems[0]?.length ?? 0) / track.rateHz;
  }
  return {
    ...summarise(stems, scores),
    sumErrorDbfs,
    realTimeFactor: seconds === null ? null : seconds / audioSeconds,
    leftOut,
  };
}

/** The tracks to score, with their files: so a track that cannot be read as it says is known before hours have gone by. */
async function plannedTracks({
  dataset,
  selection,
  stems,
  limit,
  onLeftOut,
}: EvaluationOptions): Promise<{
  tracks: (TrackFolder & TrackFiles)[];
  leftOut: string[];
}> {
  const tracks: (TrackFolder & TrackFiles)[] = [];
  const leftOut: string[] = [];
  const tell = (sentence: string) => {
    leftOut.push(sentence);
    onLeftOut?.(sentence);
  };
  for (const track of (await listTracks(dataset, stems, selection)).slice(0, limit)) {
    const planned = { ...track, ...(await trackFiles(track, stems)) };
    planned.notes.forEach(tell);
    if (planned.files.some((files) => files.length > 0)) tracks.push(planned);
    else tell(`${track.folder} has no audio of ${stems.join(', ')} and is left out.`);
  }
  if (tracks.length === 0) {
    throw new OperatingError('input-empty', `Nothing is left to score. ${leftOut.join(' ')}`);
  }
  return { tracks, leftOut };
}

/** Separates the mixture of a track with a model. */
export function modelEstimator(
  inference: Inference,
  plan: SamplingPlan,
  signal?: AbortSignal,
): Estimator {
  return async (track) => {
    const parts: Float32Array[][] = inference.card.stems.map(() => []);
    const report: ClipReport = await separateClip({
      source: mixtureSource(track),
      plan,
      inference,
      sink: collectingSink(parts),
      stored: (sample) => sample,
      ...(signal === undefined ? {} : { signal }),
      onEvent: () => undefined,
    });
    return {
      stems: parts.map(concatenateRows),
      sumErrorDbfs: report.sumErrorDbfs ?? -Infinity,
      seconds: report.seconds,
    };
  };
}

/** Reads estimates another program wrote: ESTIMATES/<track>/<stem>.{wav,flac}, as long as the targets. */
export function folderEstimator(
  readEstimate: (trackName: string) => Promise<StemTrack>,
): Estimator {
  return async (track) => {
    const { stems } = await readEstimate(track.name);
    const mixture = sumRows(track.stems);
    const sum = sumRows(stems);
    let worst = 0;
    for (let t = 0; t < mixture.length; t++) {
      worst = Math.max(worst, Math.abs(mixture[t]! - (sum[t] ?? 0)));
    }
    return { stems, sumErrorDbfs: 20 * Math.log10(worst), seconds: null };
  };
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
