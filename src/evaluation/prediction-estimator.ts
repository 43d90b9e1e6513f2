/**
 * Predictions: stems that another program has separated already, PREDICTIONS/<track>/<stem>.{wav,flac,...}, scored instead of a
 * model's.
 *
 * They must cover what is scored: a stem that the track has and the predictions lack would be scored as silence, and one that is
 * too short against frames it does not have.
 */
import path from 'node:path';

import { OperationalError } from '../operational-error.js';
import { sumRows } from '../signal/rows.js';
import type { Estimator } from './estimator.js';
import type { Protocol } from './protocol.js';
import { readTrackFiles, type StemTrack } from './stem-track.js';
import { sumErrorDbfs } from './sum-error.js';
import { trackAtRate } from './track-at-rate.js';
import { trackFiles, type TrackFolder } from './track-files.js';
import type { TrackFiles } from './track-stem-files.js';

export function predictionEstimator(
  predictions: string,
  stems: readonly string[],
  protocol: Protocol,
): Estimator {
  const folderOf = (name: string): TrackFolder => ({ name, folder: path.join(predictions, name) });
  return {
    async estimate(track) {
      const folder = folderOf(track.name);
      const planned = await trackFiles(folder, stems);
      requireEveryStem(folder, planned, stems, track);
      const read = await readTrackFiles(folder, planned);
      const { rateHz } = protocol;
      const predicted = rateHz === undefined ? read : await trackAtRate(read, rateHz);
      const rows = covering(folder, predicted, track, protocol);
      return {
        stems: rows,
        sumErrorDbfs: sumErrorDbfs(sumRows(track.stems), rows),
        seconds: null,
        damage: read.damage,
      };
    },
    filesFor: async (name) => (await trackFiles(folderOf(name), stems)).files,
  };
}

/** A track of which only some stems have a file is right: the others are silent in it. */
function requireEveryStem(
  { folder }: TrackFolder,
  { files }: TrackFiles,
  stems: readonly string[],
  track: StemTrack,
): void {
  const missing = stems.filter(
    (_, stem) => files[stem]!.length === 0 && track.stems[stem]!.some((sample) => sample !== 0),
  );
  if (missing.length === 0) return;
  throw new OperationalError(
    'input-missing',
    `${folder} has no ${missing.join(', ')}, which the track has: predict every stem of it, or name those to score with --stems.`,
  );
}

/** Chunks end before the track does, and so may predictions of them. */
function covering(
  { folder }: TrackFolder,
  predicted: StemTrack,
  track: StemTrack,
  { chunkFrames }: Protocol,
): Float32Array[] {
  const due = track.stems[0]!.length;
  const got = predicted.stems[0]!.length;
  const fits = chunkFrames === undefined ? got === due : got >= due;
  if (predicted.rateHz === track.rateHz && fits) {
    return predicted.stems.map((row) => row.subarray(0, due));
  }
  throw new OperationalError(
    'input-format',
    `${folder} has ${got} frames at ${predicted.rateHz} Hz, but ${track.name} is scored on ${due} frames at ` +
      `${track.rateHz} Hz: predictions must be as long as their track and have its rate` +
      `${chunkFrames === undefined ? ' (--protocol paper takes any rate)' : ''}.`,
  );
}
