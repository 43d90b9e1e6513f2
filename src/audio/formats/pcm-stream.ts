/**
 * Plain samples in a file as an AudioStream: what WAV, AIFF and CAF have in common once their headers are read.
 *
 * These readers are ours: no maintained npm package streams these formats in constant memory, knows RF64, and
 * scales integers symmetrically.
 */
import type { DamageLog } from '../damage-log.js';
import {
  checkRateAndChannels,
  MAX_BLOCK_FRAMES,
  type DecodedBlock,
  type AudioStream,
  type StreamStart,
} from './audio-stream.js';
import { ByteWindow } from './byte-window.js';
import { refuseNonFinite } from './finite-samples.js';
import type { InputFile } from './input-file.js';
import { decodePcm, type PcmEncoding } from './pcm-encoding.js';

export interface PcmLayout {
  readonly format: string;
  readonly rateHz: number;
  readonly channels: number;
  readonly encoding: PcmEncoding;
  /** where the samples start */
  readonly startByte: number;
  /** what the header promises; undefined: it does not say, they go on to the end of the file */
  readonly statedBytes: number | undefined;
}

/**
 * What writers put for a length that they do not know yet, when they write into a pipe: 2^32 - 1 (ffmpeg) and a little less,
 * 2^31 - 1 (LAME), 2^31 - 4096 (SoX), 2^31 - 256, 2^31.
 */
export function isOpenLength(bytes: number): boolean {
  return bytes >= 0xffff_ff00 || (bytes >= 0x7fff_f000 && bytes <= 0x8000_0000);
}

/**
 * Reads what there is of the samples; where the header promises more, that is noted.
 * @throws OperationalError `input-format` for rates and channels that are not taken
 */
export function pcmStream(
  file: InputFile,
  layout: PcmLayout,
  { readBytes, damage }: StreamStart,
): AudioStream {
  const { rateHz, channels, encoding, format, startByte } = layout;
  checkRateAndChannels(file.path, rateHz, channels);
  const frameBytes = channels * encoding.bytesPerSample;
  const availableBytes = Math.max(0, file.bytes - startByte);
  const available = Math.floor(availableBytes / frameBytes);
  const stated = Math.floor((layout.statedBytes ?? availableBytes) / frameBytes);
  const frames = Math.min(stated, available);
  if (stated > frames) damage.endsEarly(cutShort(format, stated, frames));
  const blocks = readPcm(file, layout, { frames, readBytes, damage });
  return { format, rateHz, channels, expectedFrames: frames, blocks };
}

function cutShort(format: string, stated: number, frames: number): string {
  return `is cut short: its ${format} header promises ${stated} frames, the file holds ${frames}`;
}

interface PcmReading {
  readonly frames: number;
  readonly readBytes: number;
  readonly damage: DamageLog;
}

async function* readPcm(
  file: InputFile,
  layout: PcmLayout,
  { frames, readBytes, damage }: PcmReading,
): AsyncGenerator<DecodedBlock, void, void> {
  const { channels, encoding, rateHz, startByte } = layout;
  const frameBytes = channels * encoding.bytesPerSample;
  const window = new ByteWindow(file, {
    startByte,
    endByte: startByte + frames * frameBytes,
    readBytes,
  });
  for (let frame = 0; frame < frames;) {
    const view = await window.fill(frameBytes);
    const got = Math.min(Math.floor(view.length / frameBytes), MAX_BLOCK_FRAMES);
    if (got === 0) {
      // It was longer when it was opened.
      damage.endsEarly(cutShort(layout.format, frames, frame));
      return;
    }
    const bytes = view.subarray(0, got * frameBytes);
    const channelData = decodePcm(bytes, channels, encoding);
    if (encoding.kind === 'float') refuseNonFinite(file.path, channelData, frame);
    yield { channelData, rateHz };
    window.advance(bytes.length);
    frame += got;
  }
}
