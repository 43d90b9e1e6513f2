/**
 * Evaluate separation: tracks whose true stems are known, separated (model-estimator.ts) or read from files that another program
 * wrote (prediction-estimator.ts), and scored.
 *
 *   tracks -> read -> protocol -> estimate -> score -> score file -> report
 *
 * One track's audio is in memory at a time, and of those that are done a few numbers. A track that cannot be read or has no
 * prediction costs only itself: the report names it.
 */
import {
  OperationalError,
  throwIfCancelled,
  type OperationalErrorCode,
} from '../operational-error.js';
import { listTracks, type DatasetSelection } from './dataset.js';
import type { Estimator } from './estimator.js';
import { wholeChunks, type Protocol } from './protocol.js';
import { summarise, type SeparationReport } from './report.js';
import type { ScoreFile } from './score-file.js';
import { scoreTrack } from './separation-score.js';
import { readTrackFiles, type StemTrack } from './stem-track.js';
import { trackAtRate } from './track-at-rate.js';
import { trackFiles, type TrackFolder } from './track-files.js';
import type { TrackFiles } from './track-stem-files.js';
import { trackKey } from './track-key.js';
import { stemScore } from './track-score.js';
import type { TrackScore } from './score-schema.js';

export interface Evaluation extends SeparationReport {
  /** of the tracks, how many a score file had already */
  readonly kept: number;
  /** worst |mixture - sum of estimates| over all tracks, dBFS; null without tracks */
  readonly sumErrorDbfs: number | null;
  /** separation time / audio time; null when estimates were read from files */
  readonly realTimeFactor: number | null;
  /** files and tracks that were left out, a sentence each */
  readonly leftOut: readonly string[];
  readonly failed: readonly FailedTrack[];
}

export interface FailedTrack {
  readonly track: string;
  readonly code: OperationalErrorCode;
  readonly message: string;
}

export interface EvaluationOptions {
  readonly dataset: string;
  readonly selection?: DatasetSelection;
  /** stem names, the estimator's order */
  readonly stems: readonly string[];
  readonly protocol: Protocol;
  /** at most so many tracks, in order of name */
  readonly limit: number;
  /** where scores are kept, and everything besides audio that decides them */
  readonly keeping?: { readonly scores: ScoreFile; readonly settings: string } | undefined;
  readonly signal?: AbortSignal;
  readonly onProgress: (progress: EvaluationProgress) => void;
  /** called before the first track, for an evaluation takes long */
  readonly onLeftOut?: (sentence: string) => void;
}

export interface EvaluationProgress {
  readonly track: string;
  /** tracks before this one */
  readonly index: number;
  /** of those, how many a score file had */
  readonly kept: number;
  readonly count: number;
  /** of this track, 0 to 1 */
  readonly fraction: number;
}

type PlannedTrack = TrackFolder & TrackFiles;

/**
 * @throws OperationalError of listing tracks; what is wrong with a track's metadata before the first is separated; of separating
 *   and of keeping scores: those would befall the other tracks, too
 */
export async function evaluateSeparation(
  estimator: Estimator,
  options: EvaluationOptions,
): Promise<Evaluation> {
  const { tracks, leftOut } = await plannedTracks(options);
  const scores: TrackScore[] = [];
  const failed: FailedTrack[] = [];
  let kept = 0;
  for (const [index, planned] of tracks.entries()) {
    throwIfCancelled(options.signal);
    const { name: track } = planned;
    const onProgress = (fraction: number) => {
      options.onProgress({ track, index, kept, count: tracks.length, fraction });
    };
    try {
      const found = await keptOrComputed(planned, estimator, options, onProgress);
      scores.push(found.score);
      if (found.wasKept) kept++;
    } catch (error) {
      if (!isOfTheTrack(error)) throw error;
      failed.push({ track, code: error.code, message: error.message });
    }
  }
  return { ...totals(options.stems, scores), kept, leftOut, failed };
}

/** Whether other tracks may well be fine: what is wrong is in the track's files, or in those of its predictions. */
function isOfTheTrack(error: unknown): error is OperationalError {
  return error instanceof OperationalError && error.code.startsWith('input-');
}

async function keptOrComputed(
  planned: PlannedTrack,
  estimator: Estimator,
  { keeping, protocol }: EvaluationOptions,
  onProgress: (fraction: number) => void,
): Promise<{ score: TrackScore; wasKept: boolean }> {
  if (keeping === undefined) {
    return { score: await computed(planned, estimator, protocol, onProgress), wasKept: false };
  }
  const { scores, settings } = keeping;
  const key = await trackKey(settings, [planned.files, await estimator.filesFor(planned.name)]);
  const found = scores.find(key);
  if (found !== undefined) return { score: found, wasKept: true };
  const score = await computed(planned, estimator, protocol, onProgress);
  await scores.keep(key, planned.name, score);
  return { score, wasKept: false };
}

async function computed(
  planned: PlannedTrack,
  estimator: Estimator,
  protocol: Protocol,
  onProgress: (fraction: number) => void,
): Promise<TrackScore> {
  onProgress(0);
  const track = await trackOf(planned, protocol);
  const estimated = await estimator.estimate(track, onProgress);
  return {
    stems: scoreTrack(track.stems, estimated.stems, track.rateHz).map(stemScore),
    sumErrorDbfs: estimated.sumErrorDbfs,
    separationSeconds: estimated.seconds,
    audioSeconds: (track.stems[0]?.length ?? 0) / track.rateHz,
  };
}

async function trackOf(
  planned: PlannedTrack,
  { rateHz, chunkFrames }: Protocol,
): Promise<StemTrack> {
  const read = await readTrackFiles(planned, planned);
  const track = rateHz === undefined ? read : await trackAtRate(read, rateHz);
  return chunkFrames === undefined ? track : wholeChunks(track, chunkFrames);
}

function totals(
  stems: readonly string[],
  scores: readonly TrackScore[],
): SeparationReport & Pick<Evaluation, 'sumErrorDbfs' | 'realTimeFactor'> {
  const separated = scores.filter(({ separationSeconds }) => separationSeconds !== null);
  const seconds = separated.reduce((sum, score) => sum + (score.separationSeconds ?? 0), 0);
  const audioSeconds = separated.reduce((sum, score) => sum + score.audioSeconds, 0);
  return {
    ...summarise(
      stems,
      scores.map((score) => score.stems),
    ),
    sumErrorDbfs:
      scores.length === 0
        ? null
        : scores.reduce((worst, score) => Math.max(worst, score.sumErrorDbfs), -Infinity),
    realTimeFactor: separated.length === 0 ? null : seconds / audioSeconds,
  };
}

/** The tracks to score, with their files: so a track that cannot be read as it says is known before hours have gone by. */
async function plannedTracks({
  dataset,
  selection,
  stems,
  limit,
  onLeftOut,
}: EvaluationOptions): Promise<{ tracks: PlannedTrack[]; leftOut: string[] }> {
  const tracks: PlannedTrack[] = [];
  const leftOut: string[] = [];
  const note = (sentence: string) => {
    leftOut.push(sentence);
    onLeftOut?.(sentence);
  };
  for (const track of (await listTracks(dataset, stems, selection)).slice(0, limit)) {
    const planned = { ...track, ...(await trackFiles(track, stems)) };
    planned.notes.forEach(note);
    if (planned.files.some((files) => files.length > 0)) tracks.push(planned);
    else note(`${track.folder} has no audio of ${stems.join(', ')} and is left out.`);
  }
  if (tracks.length === 0) {
    throw new OperationalError('input-empty', `Nothing is left to score. ${leftOut.join(' ')}`);
  }
  return { tracks, leftOut };
}
