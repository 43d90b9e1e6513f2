/**
 * Estimator: how the stems that are scored come about, by a model or from files.
 */
import type { StemTrack } from './stem-track.js';
import type { TrackFiles } from './track-stem-files.js';

export interface Estimate {
  /** [stems] of [frames], as many as the track's, in its order */
  readonly stems: readonly Float32Array[];
  /** worst |mixture - sum of stems|, dBFS */
  readonly sumErrorDbfs: number;
  /** of files that were read for it: what they lack, a sentence each */
  readonly damage: readonly string[];
  /** of separating; null: nothing was separated */
  readonly seconds: number | null;
}

export interface Estimator {
  /** @param onFraction gets how much of the track is done, 0 to 1 */
  estimate(track: StemTrack, onFraction: (fraction: number) => void): Promise<Estimate>;
  /** The files, besides the track's own, that decide what comes out. */
  readonly filesFor: (trackName: string) => Promise<TrackFiles['files']>;
}
