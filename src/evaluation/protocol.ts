/**
 * Protocol: what of a track is separated and scored, and in which parts.
 *
 *   job    the whole track, as `stemwright separate` separates it: overlapping windows, stems that sum to the track
 *   paper  the published evaluation: chunks of 262,144 frames at the model's rate without overlap, each separated on its own and
 *          put together again; the last, partial one is dropped, of the truth too (a model whose input is shorter than such a chunk
 *          cuts the chunk as it cuts a recording)
 *
 * The windows that are scored, and the rule by which they count, are the same (separation-score.ts).
 */
import { OperationalError } from '../operational-error.js';
import type { StemTrack } from './stem-track.js';

export const PROTOCOL_NAMES = ['job', 'paper'] as const;
export type ProtocolName = (typeof PROTOCOL_NAMES)[number];

export interface Protocol {
  /** tracks are brought to this rate first; undefined: separated and scored at their own */
  readonly rateHz: number | undefined;
  /** undefined: a track is one part */
  readonly chunkFrames: number | undefined;
}

const PAPER_CHUNK_FRAMES = 262_144;

/** of the published stems, where no model says it */
const PAPER_RATE_HZ = 22_050;

/** @param modelRateHz undefined where stems are read instead of separated */
export function paperProtocol(modelRateHz: number = PAPER_RATE_HZ): Protocol {
  return { rateHz: modelRateHz, chunkFrames: PAPER_CHUNK_FRAMES };
}

/**
 * The track as far as its whole chunks go: views, not copies.
 * @throws OperationalError `input-empty` where not even one is whole
 */
export function wholeChunks(track: StemTrack, chunkFrames: number): StemTrack {
  const available = track.stems[0]?.length ?? 0;
  const frames = Math.floor(available / chunkFrames) * chunkFrames;
  if (frames === 0) {
    throw new OperationalError(
      'input-empty',
      `${track.name} has ${available} frames at ${track.rateHz} Hz, less than one chunk of the paper's protocol ` +
        `(${chunkFrames}); score it with --protocol job.`,
    );
  }
  return { ...track, stems: track.stems.map((row) => row.subarray(0, frames)) };
}
