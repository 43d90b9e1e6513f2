/**
 * MP3 (MPEG audio layers I to III) through mpg123 as WebAssembly: gapless, so the encoder's delay and padding are
 * cut off and the samples line up with what was encoded. The only file that imports mpg123-decoder, once an MP3 is decoded.
 */
import type { DamageLog } from '../damage-log.js';
import type { AudioFormat } from './audio-format.js';
import type { DecodedBlock, AudioStream, StreamStart } from './audio-stream.js';
import { checkRateAndChannels } from './audio-stream.js';
import { ByteWindow } from './byte-window.js';
import type { InputFile } from './input-file.js';
import {
  parseMpegFrameHeader,
  parseXingHeader,
  type MpegFrameHeader,
  type XingHeader,
} from './mpeg-frame-header.js';
import { findMpegStart } from './mpeg-frames.js';
import { playedMpegFrames } from './mpeg-played.js';
import { endOfAudio } from './trailing-tags.js';

/** so that a block stays below the longest block: 48 * 1,152 = 55,296 frames */
const FRAMES_PER_BLOCK = 48;
const LONGEST_FRAME_BYTES = 4 * 1024;

export const MP3: AudioFormat = {
  names: ['MP3'],
  extensions: ['.mp3', '.mp2'],
  probe: findMpegStart,
  // eleven set bits are no mark: its frames are searched for
  isFallback: true,
  open: openMp3Stream,
};

async function openMp3Stream(file: InputFile, start: StreamStart): Promise<AudioStream> {
  const window = new ByteWindow(file, { ...start, endByte: await endOfAudio(file) });
  const view = await window.fill(LONGEST_FRAME_BYTES);
  const first = parseMpegFrameHeader(view, 0);
  if (first === undefined) throw new Error(`openMp3Stream: no frame at byte ${start.startByte}`);
  checkRateAndChannels(file.path, first.rateHz, first.channels);
  const xing = parseXingHeader(view.subarray(0, first.bytes), first);
  return {
    format: 'MP3',
    rateHz: first.rateHz,
    channels: first.channels,
    expectedFrames: promisedFrames(first, xing),
    mayGoOn: true,
    blocks: decodeMp3(window, first, start.damage),
  };
}

function promisedFrames(first: MpegFrameHeader, xing: XingHeader | undefined): number | undefined {
  if (xing?.mpegFrames === undefined) return undefined;
  return Math.max(0, xing.mpegFrames * first.frames - xing.delayFrames - xing.paddingFrames);
}

/**
 * Files that were joined are decoded one after the other: the header of each (Xing) says what its encoder put before and
 * behind the recording, and the decoder cuts that off, and everything behind.
 */
async function* decodeMp3(
  window: ByteWindow,
  first: MpegFrameHeader,
  damage: DamageLog,
): AsyncGenerator<DecodedBlock, void, void> {
  const { MPEGDecoder } = await import('mpg123-decoder');
  const decoder = new MPEGDecoder({ enableGapless: true });
  await decoder.ready;
  try {
    for await (const batch of batches(playedMpegFrames(window, first, damage))) {
      if (batch === 'another file') {
        await decoder.reset();
        continue;
      }
      const decoded = decoder.decode(batch);
      const complaint = decoded.errors[0];
      if (complaint !== undefined)
        damage.note(`is an MP3 of which the decoder says: ${complaint.message}`);
      if (decoded.samplesDecoded === 0) continue;
      // mpg123 is asked for stereo and doubles a mono file's channel.
      const channelData = decoded.channelData.slice(0, first.channels);
      yield { channelData, rateHz: decoded.sampleRate };
    }
  } finally {
    decoder.free();
  }
}

/** Some tens of frames at a time: a call into the decoder for each would cost more than the decoding. */
async function* batches(
  played: AsyncIterable<Uint8Array | 'another file'>,
): AsyncGenerator<Uint8Array | 'another file', void, void> {
  const batch = new Uint8Array(FRAMES_PER_BLOCK * LONGEST_FRAME_BYTES);
  let frames = 0;
  let end = 0;
  for await (const bytes of played) {
    if (frames === FRAMES_PER_BLOCK || (bytes === 'another file' && end > 0)) {
      yield batch.subarray(0, end);
      frames = end = 0;
    }
    if (bytes === 'another file') {
      yield bytes;
      continue;
    }
    batch.set(bytes, end);
    end += bytes.length;
    frames += 1;
  }
  if (end > 0) yield batch.subarray(0, end);
}
