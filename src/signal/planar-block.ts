/**
 * PlanarBlock: some frames of audio, one array per row. It owns no position in time and no sample
 * rate.
 */

/** Planar audio: one array per row (a channel, or a stem of a channel), all of equal length. */
export type PlanarBlock = readonly Float32Array[];

/** Frames of every row. @throws Error when there is no row, or when the rows differ in length */
export function planarFrames(block: PlanarBlock): number {
  const frames = block[0]?.length;
  if (frames === undefined) throw new Error('PlanarBlock: needs at least one row, got none');
  for (const [row, samples] of block.entries()) {
    if (samples.length !== frames) {
      throw new Error(`PlanarBlock: row ${row} has ${samples.length} frames, row 0 has ${frames}`);
    }
  }
  return frames;
}

/** `rows` rows of `frames` zeros. */
export function createPlanarBlock(rows: number, frames: number): PlanarBlock {
  return Array.from({ length: rows }, () => new Float32Array(frames));
}
