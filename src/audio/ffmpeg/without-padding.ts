/**
 * Cuts what a decoder gives behind the end of a recording: it decodes whole packets, and the last one is filled up.
 *
 * Where more follows than a packet, the stated length was wrong: then nothing is cut.
 */
import { planarFrames } from '../../signal/planar-block.js';
import type { DecodedBlock } from '../formats/audio-stream.js';

/** no packet of the codecs that ffmpeg knows is longer */
export const LONGEST_PACKET_FRAMES = 8_192;

export async function* withoutPadding(
  blocks: AsyncIterable<DecodedBlock>,
  statedFrames: number,
): AsyncGenerator<DecodedBlock, void, void> {
  let position = 0;
  let held: DecodedBlock[] = [];
  let end = statedFrames;
  for await (const block of blocks) {
    const ownFrames = Math.max(0, Math.min(planarFrames(block.channelData), end - position));
    position += planarFrames(block.channelData);
    if (ownFrames > 0) yield within(block, 0, ownFrames);
    if (position <= end) continue;
    held.push(within(block, ownFrames, planarFrames(block.channelData)));
    if (position - end <= LONGEST_PACKET_FRAMES) continue;
    yield* held;
    held = [];
    end = Infinity;
  }
}

function within({ rateHz, channelData }: DecodedBlock, from: number, to: number): DecodedBlock {
  return { rateHz, channelData: channelData.map((row) => row.subarray(from, to)) };
}
