/**
 * A hole: frames of a recording that are missing, where it is known how many. Silence takes their place, so that nothing behind
 * them moves.
 */
import type { DamageLog } from '../damage-log.js';
import { createPlanarBlock } from '../../signal/planar-block.js';
import type { DecodedBlock } from './audio-stream.js';

const PIECE_FRAMES = 65_536;
/** no recording has a longer one; a number that says so is itself damaged */
const LONGEST_HOLE_SECONDS = 3_600;

export interface HoleShape {
  readonly rateHz: number;
  readonly channels: number;
}

export function isLikelyHole(frames: number, rateHz: number): boolean {
  return frames <= LONGEST_HOLE_SECONDS * rateHz;
}

/** @param atFrame where in the recording the hole begins; none where `frames` is not above 0 */
export function* silenceInHole(
  frames: number,
  { rateHz, channels }: HoleShape,
  atFrame: number,
  damage: DamageLog,
): Generator<DecodedBlock, void, void> {
  if (frames <= 0) return;
  tellHole(frames, rateHz, atFrame, damage);
  for (let left = frames; left > 0; left -= PIECE_FRAMES) {
    yield { rateHz, channelData: createPlanarBlock(channels, Math.min(left, PIECE_FRAMES)) };
  }
}

export function tellHole(frames: number, rateHz: number, atFrame: number, damage: DamageLog): void {
  damage.note(
    `has no intact frames from ${seconds(atFrame, rateHz)} s for ${seconds(frames, rateHz)} s: silence takes their place`,
  );
}

function seconds(frames: number, rateHz: number): string {
  return (frames / rateHz).toFixed(2);
}
