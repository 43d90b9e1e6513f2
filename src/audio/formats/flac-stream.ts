/**
 * FLAC files, of 1 to 8 channels and 4 to 32 bits.
 */
import type { AudioFormat } from './audio-format.js';
import {
  checkRateAndChannels,
  type AudioPiece,
  type AudioStream,
  type StreamStart,
} from './audio-stream.js';
import { hasText } from './byte-text.js';
import { ByteWindow } from './byte-window.js';
import { flacFrames } from './flac-frames.js';
import { readFlacMetadata, type FlacStreamInfo } from './flac-stream-info.js';
import type { InputFile } from './input-file.js';
import { planarFrames } from '../../signal/planar-block.js';
import { endOfAudio } from './trailing-tags.js';

/** frames given at once, at least, but at the end */
const PIECE_FRAMES = 16_384;

export const FLAC: AudioFormat = {
  names: ['FLAC'],
  extensions: ['.flac'],
  probe: (head) => (hasText(head, 'fLaC') ? 0 : undefined),
  open: openFlacStream,
};

async function openFlacStream(file: InputFile, start: StreamStart): Promise<AudioStream> {
  const window = new ByteWindow(file, { ...start, endByte: await endOfAudio(file) });
  const info = await readFlacMetadata(window);
  const frames = flacFrames(window, info, start.damage);
  checkRateAndChannels(file.path, info.rateHz, info.channels);
  return {
    format: 'FLAC',
    rateHz: info.rateHz,
    channels: info.channels,
    expectedFrames: info.totalFrames,
    pieces: inLargerPieces(info, frames),
  };
}

/** Frames of 16 samples, each given for itself, would cost more than decoding them. */
export async function* inLargerPieces(
  { rateHz, channels }: FlacStreamInfo,
  frames: AsyncGenerator<AudioPiece, void, void>,
): AsyncGenerator<AudioPiece, void, void> {
  let held: AudioPiece[] = [];
  let heldFrames = 0;
  const joined = (): AudioPiece => {
    const channelData = Array.from({ length: channels }, (_, channel) => {
      const row = new Float32Array(heldFrames);
      let at = 0;
      for (const piece of held) {
        row.set(piece.channelData[channel]!, at);
        at += planarFrames(piece.channelData);
      }
      return row;
    });
    held = [];
    heldFrames = 0;
    return { rateHz, channelData };
  };
  for await (const piece of frames) {
    held.push(piece);
    heldFrames += planarFrames(piece.channelData);
    if (heldFrames >= PIECE_FRAMES) yield joined();
  }
  if (heldFrames > 0) yield joined();
}
