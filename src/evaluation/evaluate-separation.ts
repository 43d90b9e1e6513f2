/**
 * Evaluate separation: tracks whose true stems are known, separated (model-estimator.ts) or read from files that another program
 * wrote (prediction-estimator.ts), and scored.
 *
 *   tracks -> read -> protocol -> estimate -> score -> score file -> report
 *
 * One track's audio is in memory at a time, and of those that are done a few numbers. A track that cannot be read or has no
 * prediction costs only itself: the report names it. So it does what is counted as silence, and what nothing can be measured of.
 */
import path from 'node:path';

import {
  OperationalError,
  throwIfCancelled,
  type OperationalErrorCode,
} from '../operational-error.js';
import { readablePath } from '../path-text.js';
import { foldersBeside, listTracks, type DatasetSelection } from './dataset.js';
import type { Estimator } from './estimator.js';
import { wholeChunks, type Protocol } from './protocol.js';
import { summarise, type SeparationReport } from './report.js';
import type { ScoreFile } from './score-file.js';
import { scoreTrack, WINDOW_SECONDS } from './separation-score.js';
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
  /** what the files that were read lack, and what was passed over in them, a sentence each; of kept scores nothing is known */
  readonly damage: readonly string[];
  /** tracks of which no window counts */
  readonly unmeasured: readonly UnmeasuredTrack[];
  readonly failed: readonly FailedTrack[];
}

export interface UnmeasuredTrack {
  readonly track: string;
  /** why, in a sentence that names it */
  readonly message: string;
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
  /** told when a track has been read */
  readonly onDamage?: (sentence: string) => void;
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
 * @throws OperationalError `bad-argument` for less than two stems; of listing tracks; what is wrong with a track's metadata before the first is separated; of separating
 *   and of keeping scores: those would befall the other tracks, too
 */
export async function evaluateSeparation(
  estimator: Estimator,
  options: EvaluationOptions,
): Promise<Evaluation> {
  refuseOneStem(options.stems);
  const { tracks, leftOut } = await plannedTracks(options);
  const scores: TrackScore[] = [];
  const unmeasured: UnmeasuredTrack[] = [];
  const failed: FailedTrack[] = [];
  const damage: string[] = [];
  let kept = 0;
  for (const [index, planned] of tracks.entries()) {
    throwIfCancelled(options.signal);
    const track = readablePath(planned.name);
    const onProgress = (fraction: number) => {
      options.onProgress({ track, index, kept, count: tracks.length, fraction });
    };
    try {
      const found = await keptOrComputed(planned, estimator, options, onProgress);
      scores.push(found.score);
      const why = whyUnmeasured(track, found.score);
      if (why !== undefined) unmeasured.push({ track, message: why });
      if (found.wasKept) kept++;
      damage.push(...found.damage);
      for (const sentence of found.damage) options.onDamage?.(sentence);
    } catch (error) {
      if (!isOfTheTrack(error)) throw error;
      failed.push({ track, code: error.code, message: error.message });
    }
  }
  return { ...totals(options.stems, scores), kept, leftOut, damage, unmeasured, failed };
}

/** The mixture of one stem is that stem. */
function refuseOneStem(stems: readonly string[]): void {
  if (stems.length >= 2) return;
  throw new OperationalError(
    'bad-argument',
    `Nothing can be measured of one stem: the mixture of ${stems.join()} alone is ${stems.join()}. Expected two stems or more.`,
  );
}

function whyUnmeasured(track: string, { stems, audioSeconds }: TrackScore): string | undefined {
  if (stems.some(({ paper }) => paper.windows > 0)) return undefined;
  return audioSeconds < WINDOW_SECONDS
    ? `Nothing of ${track} is measured: it is ${audioSeconds.toFixed(1)} s long, and a window has ${WINDOW_SECONDS} s.`
    : `Nothing of ${track} is measured: there is no window of ${WINDOW_SECONDS} s in which two stems play.`;
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
): Promise<{ score: TrackScore; damage: readonly string[]; wasKept: boolean }> {
  if (keeping === undefined) {
    return { ...(await computed(planned, estimator, protocol, onProgress)), wasKept: false };
  }
  const { scores, settings } = keeping;
  const key = await trackKey(settings, [planned.files, await estimator.filesFor(planned.name)]);
  const found = scores.find(key);
  if (found !== undefined) return { score: found, damage: [], wasKept: true };
  const { score, damage } = await computed(planned, estimator, protocol, onProgress);
  await scores.keep(key, readablePath(planned.name), score);
  return { score, damage, wasKept: false };
}

async function computed(
  planned: PlannedTrack,
  estimator: Estimator,
  protocol: Protocol,
  onProgress: (fraction: number) => void,
): Promise<{ score: TrackScore; damage: readonly string[] }> {
  onProgress(0);
  const read = await readTrackFiles(planned, planned);
  const track = await inProtocol(read, protocol);
  const estimated = await estimator.estimate(track, onProgress);
  const score = {
    stems: scoreTrack(track.stems, estimated.stems, track.rateHz).map(stemScore),
    sumErrorDbfs: estimated.sumErrorDbfs,
    separationSeconds: estimated.seconds,
    audioSeconds: (track.stems[0]?.length ?? 0) / track.rateHz,
  };
  return { score, damage: [...read.damage, ...estimated.damage] };
}

async function inProtocol(read: StemTrack, { rateHz, chunkFrames }: Protocol): Promise<StemTrack> {
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
  const listed = await listTracks(dataset, stems, selection);
  const others = await foldersBeside(listed[0]!, stems);
  if (others.length > 0) {
    const where = readablePath(path.dirname(listed[0]!.folder));
    note(
      `Folders of ${where} with no audio of ${stems.join(', ')} are left out: ${namesIn(others)}.`,
    );
  }
  for (const track of listed.slice(0, limit)) {
    const planned = { ...track, ...(await trackFiles(track, stems)) };
    planned.notes.forEach(note);
    if (planned.files.some((files) => files.length > 0)) tracks.push(planned);
    else note(`${track.folder} has no audio of ${stems.join(', ')} and is left out.`);
  }
  for (const stem of stems) {
    const without = tracks.filter(({ takenForSilent }) => takenForSilent.includes(stem));
    if (without.length === 0) continue;
    const where =
      without.length === tracks.length ? 'any track' : namesIn(without.map(({ name }) => name));
    note(`There is no file of ${stem} in ${where}: it counts as silence there.`);
  }
  if (tracks.length === 0) {
    throw new OperationalError('input-empty', `Nothing is left to score. ${leftOut.join(' ')}`);
  }
  return { tracks, leftOut };
}

const MOST_NAMES = 8;

function namesIn(names: readonly string[]): string {
  const told = names.slice(0, MOST_NAMES).map(readablePath).join(', ');
  return names.length > MOST_NAMES ? `${told} and ${names.length - MOST_NAMES} more` : told;
}
