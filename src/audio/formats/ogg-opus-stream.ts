/**
 * Ogg Opus through libopus as WebAssembly; always 48 kHz, whatever was encoded. The only file that imports
 * ogg-opus-decoder, which leaves the header's output gain (RFC 7845 section 5.1) to us.
 */
import { OggOpusDecoder, type OggOpusDecodedAudio } from 'ogg-opus-decoder';
import { OperatingError } from '../../operating-error.js';
import type { PlanarBlock } from '../audio-source.js';
import { checkRateAndChannels, type AudioPiece, type AudioStream } from './audio-stream.js';
import type { ByteWindow } from './byte-window.js';
import { decoderComplaint } from './decoder-complaint.js';
import { inWavOrder } from './ogg-channel-order.js';
import { oggPages } from './ogg-pages.js';
import type { OggStart } from './ogg-stream.js';

const OPUS_RATE_HZ = 48_000;
const CHANNELS_AT = 9;
const PRE_SKIP_AT = 10;
const OUTPUT_GAIN_AT = 16;
const HEAD_BYTES = 19;

/** @throws OperatingError `input-format` */
export function oggOpusStream({ file, window, firstPacket, lastGranule }: OggStart): AudioStream {
  if (firstPacket.length < HEAD_BYTES) {
    throw new OperatingError(
      'input-format',
      `${file.path} is Ogg Opus with a header of ${firstPacket.length} bytes: expected ${HEAD_BYTES}. ` +
        'The file is damaged; copy or download it again.',
    );
  }
  const header = new DataView(firstPacket.buffer, firstPacket.byteOffset, firstPacket.length);
  const channels = header.getUint8(CHANNELS_AT);
  checkRateAndChannels(file.path, OPUS_RATE_HZ, channels);
  const preSkip = header.getUint16(PRE_SKIP_AT, true);
  return {
    format: 'Ogg Opus',
    rateHz: OPUS_RATE_HZ,
    channels,
    expectedFrames: lastGranule === undefined ? undefined : Math.max(0, lastGranule - preSkip),
    pieces: decodeOpus(window, outputGain(header.getInt16(OUTPUT_GAIN_AT, true))),
  };
}

/** @param steps of 1/256 dB */
function outputGain(steps: number): number {
  return 10 ** (steps / (20 * 256));
}

async function* decodeOpus(
  window: ByteWindow,
  gain: number,
): AsyncGenerator<AudioPiece, void, void> {
  const decoder = new OggOpusDecoder();
  await decoder.ready;
  try {
    for await (const page of oggPages(window)) {
      yield pieceOf(window, gain, await decoder.decode(page.bytes.slice()));
    }
    yield pieceOf(window, gain, await decoder.flush());
  } finally {
    decoder.free();
  }
}

function pieceOf(window: ByteWindow, gain: number, decoded: OggOpusDecodedAudio): AudioPiece {
  const complaint = decoded.errors[0];
  if (complaint !== undefined) {
    throw decoderComplaint(window.file.path, 'Ogg Opus', complaint.message);
  }
  const channelData = decoded.samplesDecoded === 0 ? [] : inWavOrder(decoded.channelData);
  if (gain !== 1) amplify(channelData, gain);
  return { channelData, rateHz: decoded.sampleRate };
}

function amplify(channelData: PlanarBlock, gain: number): void {
  for (const channel of channelData) {
    for (let frame = 0; frame < channel.length; frame++) channel[frame] = channel[frame]! * gain;
  }
}
