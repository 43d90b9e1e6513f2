/**
 * A stretch of plain samples in a file as an AudioStream: what WAV and AIFF have in common once their headers
 * are read.
 *
 * Both readers are ours: no maintained npm package streams these formats in constant memory, knows RF64, and
 * scales integers symmetrically.
 */
import { OperationalError } from '../../operational-error.js';
import { MAX_BLOCK_FRAMES, type AudioPiece, type AudioStream } from './audio-stream.js';
import { ByteWindow } from './byte-window.js';
import type { InputFile } from './input-file.js';
import { decodePcm, type PcmEncoding } from './pcm-encoding.js';

export interface PcmLayout {
  readonly format: string;
  readonly rateHz: number;
  readonly channels: number;
  readonly encoding: PcmEncoding;
  /** where the samples start */
  readonly startByte: number;
  /** whole frames there */
  readonly frames: number;
}

export function pcmStream(file: InputFile, layout: PcmLayout, readBytes: number): AudioStream {
  return {
    format: layout.format,
    rateHz: layout.rateHz,
    channels: layout.channels,
    expectedFrames: layout.frames,
    pieces: readPcm(file, layout, readBytes),
  };
}

async function* readPcm(
  file: InputFile,
  layout: PcmLayout,
  readBytes: number,
): AsyncGenerator<AudioPiece, void, void> {
  const { channels, encoding, rateHz, startByte } = layout;
  const frameBytes = channels * encoding.bytesPerSample;
  const endByte = startByte + layout.frames * frameBytes;
  const window = new ByteWindow(file, { startByte, endByte, readBytes });
  for (let frame = 0; frame < layout.frames;) {
    const view = await window.fill(frameBytes);
    const frames = Math.min(Math.floor(view.length / frameBytes), MAX_BLOCK_FRAMES);
    if (frames === 0) throw framesMissing(file.path, layout.format, layout.frames, frame);
    const bytes = view.subarray(0, frames * frameBytes);
    const channelData = decodePcm(bytes, channels, encoding);
    if (encoding.kind === 'float') refuseNonFinite(file.path, channelData, frame);
    yield { channelData, rateHz };
    window.advance(bytes.length);
    frame += frames;
  }
}

/** NaN and infinity would spread from one sample to every stem. */
function refuseNonFinite(path: string, channelData: Float32Array[], startFrame: number): void {
  channelData.forEach((samples, channel) => {
    const index = samples.findIndex((sample) => !Number.isFinite(sample));
    if (index < 0) return;
    throw new OperationalError(
      'input-format',
      `${path} holds the sample ${samples[index]!} at frame ${startFrame + index} ` +
        `(channel ${channel + 1}): expected numbers. Find the plug-in that made it and export again.`,
    );
  });
}

/** The error for a header that promises more than there is. */
export function framesMissing(
  path: string,
  format: string,
  expected: number,
  got: number,
): OperationalError {
  return new OperationalError(
    'input-truncated',
    `${path} is cut short: its ${format} header promises ${expected} frames, the file holds ${got}. ` +
      'Copy or export it again.',
  );
}
