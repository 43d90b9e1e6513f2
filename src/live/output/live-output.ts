/**
 * Live output: what goes to the loudspeakers, made of stems at their levels.
 *
 *   stems   [stem 1 left, stem 1 right, stem 2 left, ...]   stems x channels rows, for a DAW or a mixing desk
 *   mix     [left, right]                                   their sum, taken in double precision
 */
import type { PlanarBlock } from '../../signal/planar-block.js';
import { stemRow } from '../../signal/stem-block.js';
import type { StemBlock } from '../../signal/stem-block.js';
import type { LiveLayout } from '../live.js';

/** Rows of an output block. */
export function outputRows(layout: LiveLayout, channels: number, stems: number): number {
  return layout === 'stems' ? stems * channels : channels;
}

export function liveOutput(layout: LiveLayout, block: StemBlock): PlanarBlock {
  const { channels, stems } = block;
  if (layout === 'stems') {
    return Array.from({ length: stems * channels }, (_, row) =>
      stemRow(block, row % channels, Math.floor(row / channels)),
    );
  }
  return Array.from({ length: channels }, (_, channel) => mixed(block, channel));
}

function mixed(block: StemBlock, channel: number): Float32Array {
  const rows = Array.from({ length: block.stems }, (_, stem) => stemRow(block, channel, stem));
  return Float32Array.from({ length: block.frames }, (_, n) => {
    let sum = 0;
    for (const row of rows) sum += row[n]!;
    return sum;
  });
}
