/**
 * Between one array per channel and frame after frame, as sound devices want it.
 */
import type { PlanarBlock } from '../../signal/planar-block.js';

/** Writes the rows' frames to the start of `into`. */
export function interleave(rows: PlanarBlock, into: Float32Array): void {
  const channels = rows.length;
  for (const [channel, row] of rows.entries()) {
    for (let frame = 0; frame < row.length; frame++) into[frame * channels + channel] = row[frame]!;
  }
}

/** Writes all frames of `from` to the start of the rows. */
export function deinterleave(from: Float32Array, rows: PlanarBlock): void {
  const channels = rows.length;
  const frames = from.length / channels;
  for (const [channel, row] of rows.entries()) {
    for (let frame = 0; frame < frames; frame++) row[frame] = from[frame * channels + channel]!;
  }
}
