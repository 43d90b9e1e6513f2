/**
 * Vorbis and Opus order the channels of surround recordings in their own way (Vorbis I section 4.3.9, RFC 7845
 * section 5.1.1.2). Here they are put into the order of WAV, as FLAC and everything we write have it.
 */
import type { PlanarBlock } from '../audio-source.js';

/** by channel count: WAV position -> Vorbis position; counts not listed agree */
const VORBIS_POSITIONS: Partial<Record<number, readonly number[]>> = {
  3: [0, 2, 1], // left right centre
  5: [0, 2, 1, 3, 4], // left right centre, rear left right
  6: [0, 2, 1, 5, 3, 4], // left right centre bass, rear left right
  7: [0, 2, 1, 6, 5, 3, 4], // left right centre bass, rear centre, side left right
  8: [0, 2, 1, 7, 5, 6, 3, 4], // left right centre bass, rear left right, side left right
};

export function inWavOrder(channelData: PlanarBlock): PlanarBlock {
  const positions = VORBIS_POSITIONS[channelData.length];
  return positions?.map((position) => channelData[position]!) ?? channelData;
}
