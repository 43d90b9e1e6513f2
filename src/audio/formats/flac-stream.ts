/**
 * FLAC, native and in Ogg, through libFLAC as WebAssembly. The only file that imports @wasm-audio-decoders/flac.
 *
 * The package scales integers by 1 / (2^(bits-1) - 1); here every format is scaled by 1 / 2^(bits-1), so the
 * integers are taken back and scaled anew, which is exact up to 24 bits.
 */
import { FLACDecoder } from '@wasm-audio-decoders/flac';
import { OperationalError } from '../../operational-error.js';
import type { PlanarBlock } from '../audio-source.js';
import type { AudioFormat } from './audio-format.js';
import {
  checkRateAndChannels,
  type AudioPiece,
  type AudioStream,
  type StreamStart,
} from './audio-stream.js';
import { hasText } from './byte-text.js';
import { ByteWindow } from './byte-window.js';
import { decoderComplaint } from './decoder-complaint.js';
import { flacFrames, type FlacFrame } from './flac-frames.js';
import { readFlacMetadata, type FlacStreamInfo } from './flac-stream-info.js';
import type { InputFile } from './input-file.js';
import { endOfAudio } from './trailing-tags.js';

/** frames decoded at once, about */
const PIECE_FRAMES = 16_384;
/** a Float32 holds integers of this many bits exactly */
const MOST_EXACT_BITS = 24;

export const FLAC: AudioFormat = {
  names: ['FLAC'],
  extensions: ['.flac'],
  probe: (head) => (hasText(head, 'fLaC') ? 0 : undefined),
  open: openFlacStream,
};

async function openFlacStream(file: InputFile, start: StreamStart): Promise<AudioStream> {
  const window = new ByteWindow(file, { ...start, endByte: await endOfAudio(file) });
  const info = await readFlacMetadata(window);
  return flacStream(file, info, flacFrames(window, info));
}

/** The stream of FLAC frames from any container. @throws OperationalError `input-format` */
export function flacStream(
  file: InputFile,
  info: FlacStreamInfo,
  frames: AsyncGenerator<FlacFrame, void, void>,
): AudioStream {
  checkRateAndChannels(file.path, info.rateHz, info.channels);
  return {
    format: 'FLAC',
    rateHz: info.rateHz,
    channels: info.channels,
    expectedFrames: info.totalFrames,
    pieces: decodeFlac(file.path, info, frames),
  };
}

async function* decodeFlac(
  path: string,
  info: FlacStreamInfo,
  frames: AsyncGenerator<FlacFrame, void, void>,
): AsyncGenerator<AudioPiece, void, void> {
  const decoder = new FLACDecoder();
  await decoder.ready;
  try {
    await decoder.decodeFrames([headerOfStream(info)]);
    for await (const batch of batches(frames)) {
      const decoded = await decoder.decodeFrames(batch.map((frame) => frame.bytes));
      const complaint = decoded.errors[0];
      if (complaint !== undefined) throw decoderComplaint(path, 'FLAC', complaint.message);
      const expected = batch.reduce((sum, frame) => sum + frame.frames, 0);
      if (decoded.samplesDecoded !== expected)
        throw lostFrames(path, expected, decoded.samplesDecoded);
      rescale(decoded.channelData, decoded.bitDepth);
      yield { channelData: decoded.channelData, rateHz: decoded.sampleRate };
    }
  } finally {
    decoder.free();
  }
}

/** `fLaC` and STREAMINFO as the last metadata block. */
function headerOfStream(info: FlacStreamInfo): Uint8Array {
  const mark = [0x66, 0x4c, 0x61, 0x43];
  return Uint8Array.from([...mark, 0x80, 0, 0, info.bytes.length, ...info.bytes]);
}

/** Frames are copied: their bytes are good only until the next one is read. */
async function* batches(
  frames: AsyncGenerator<FlacFrame, void, void>,
): AsyncGenerator<FlacFrame[], void, void> {
  let batch: FlacFrame[] = [];
  let held = 0;
  for await (const frame of frames) {
    batch.push({ bytes: frame.bytes.slice(), frames: frame.frames });
    held += frame.frames;
    if (held < PIECE_FRAMES) continue;
    yield batch;
    batch = [];
    held = 0;
  }
  if (batch.length > 0) yield batch;
}

/** v / (2^(bits-1) - 1) -> v / 2^(bits-1), in place. */
function rescale(channelData: PlanarBlock, bits: number): void {
  const fullScale = 2 ** (bits - 1);
  if (bits > MOST_EXACT_BITS) return; // the two scalings differ by less than a Float32 can tell
  for (const channel of channelData) {
    for (let frame = 0; frame < channel.length; frame++) {
      channel[frame] = Math.round(channel[frame]! * (fullScale - 1)) / fullScale;
    }
  }
}

function lostFrames(path: string, expected: number, got: number): OperationalError {
  return new OperationalError(
    'input-format',
    `${path} is a FLAC file of which ${got} of ${expected} frames could be decoded in one stretch: ` +
      'expected all of them. Export, copy or download it again.',
  );
}
