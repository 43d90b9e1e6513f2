/**
 * Cuts what a decoder gives behind the end of a recording: it decodes whole packets, and the last one is filled up.
 *
 * Where more follows than a packet, the stated length was wrong: then nothing is cut.
 */
import { planarFrames } from '../../signal/planar-block.js';
import type { AudioPiece } from '../formats/audio-stream.js';

/** no packet of the codecs that ffmpeg knows is longer */
export const LONGEST_PACKET_FRAMES = 8_192;

export async function* withoutPadding(
  pieces: AsyncIterable<AudioPiece>,
  statedFrames: number,
): AsyncGenerator<AudioPiece, void, void> {
  let position = 0;
  let held: AudioPiece[] = [];
  let end = statedFrames;
  for await (const piece of pieces) {
    const ownFrames = Math.max(0, Math.min(planarFrames(piece.channelData), end - position));
    position += planarFrames(piece.channelData);
    if (ownFrames > 0) yield within(piece, 0, ownFrames);
    if (position <= end) continue;
    held.push(within(piece, ownFrames, planarFrames(piece.channelData)));
    if (position - end <= LONGEST_PACKET_FRAMES) continue;
    yield* held;
    held = [];
    end = Infinity;
  }
}

function within({ rateHz, channelData }: AudioPiece, from: number, to: number): AudioPiece {
  return { rateHz, channelData: channelData.map((row) => row.subarray(from, to)) };
}
