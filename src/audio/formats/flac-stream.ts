/**
 * FLAC files, of 1 to 8 channels and 4 to 32 bits.
 */
import type { AudioFormat } from './audio-format.js';
import {
  checkRateAndChannels,
  type DecodedBlock,
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

/** frames handed on at once, at least, but at the end */
const BLOCK_FRAMES = 16_384;

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
    blocks: inLargerBlocks(info, frames),
  };
}

/** Frames of 16 samples, each handed on for itself, would cost more than decoding them. */
export async function* inLargerBlocks(
  { rateHz, channels }: FlacStreamInfo,
  frames: AsyncGenerator<DecodedBlock, void, void>,
): AsyncGenerator<DecodedBlock, void, void> {
  let held: DecodedBlock[] = [];
  let heldFrames = 0;
  const joined = (): DecodedBlock => {
    const channelData = Array.from({ length: channels }, (_, channel) => {
      const row = new Float32Array(heldFrames);
      let at = 0;
      for (const block of held) {
        row.set(block.channelData[channel]!, at);
        at += planarFrames(block.channelData);
      }
      return row;
    });
    held = [];
    heldFrames = 0;
    return { rateHz, channelData };
  };
  for await (const block of frames) {
    held.push(block);
    heldFrames += planarFrames(block.channelData);
    if (heldFrames >= BLOCK_FRAMES) yield joined();
  }
  if (heldFrames > 0) yield joined();
}
