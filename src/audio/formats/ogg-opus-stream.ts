/**
 * Ogg Opus through libopus as WebAssembly; always 48 kHz, whatever was encoded. The only file that imports
 * ogg-opus-decoder, which leaves the header's output gain (RFC 7845 section 5.1) to us.
 */
import { OggOpusDecoder, type OggOpusDecodedAudio } from 'ogg-opus-decoder';
import { OperationalError } from '../../operational-error.js';
import type { PlanarBlock } from '../audio-source.js';
import { checkRateAndChannels, type DecodedBlock, type AudioStream } from './audio-stream.js';
import type { DamageLog } from '../damage-log.js';
import type { ByteWindow } from './byte-window.js';
import { decoderComplaint } from './decoder-complaint.js';
import { inWavOrder } from './ogg-channel-order.js';
import { oggPages } from './ogg-pages.js';
import type { OggStart } from './ogg-start.js';

const OPUS_RATE_HZ = 48_000;
const CHANNELS_AT = 9;
const PRE_SKIP_AT = 10;
const OUTPUT_GAIN_AT = 16;
const HEAD_BYTES = 19;

/** @throws OperationalError `input-format` */
export function oggOpusStream({
  file,
  window,
  firstPacket,
  lastGranule,
  damage,
}: OggStart): AudioStream {
  if (firstPacket.length < HEAD_BYTES) {
    throw new OperationalError(
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
    blocks: decodeOpus(window, preSkip, outputGain(header.getInt16(OUTPUT_GAIN_AT, true)), damage),
  };
}

/** @param steps of 1/256 dB */
function outputGain(steps: number): number {
  return 10 ** (steps / (20 * 256));
}

/**
 * The last page's granule position says where the recording ends within its last packet. The package cuts the
 * rest off only where the recording has several pages of audio, so it is cut off here.
 */
async function* decodeOpus(
  window: ByteWindow,
  preSkip: number,
  gain: number,
  damage: DamageLog,
): AsyncGenerator<DecodedBlock, void, void> {
  const decoder = new OggOpusDecoder();
  await decoder.ready;
  let frames = 0;
  let mostFrames = Infinity;
  const blockOf = (decoded: OggOpusDecodedAudio): DecodedBlock => {
    refuseDamage(window.file.path, decoded);
    const kept = Math.min(decoded.samplesDecoded, mostFrames - frames);
    frames += kept;
    return { channelData: amplified(decoded, kept, gain), rateHz: decoded.sampleRate };
  };
  try {
    for await (const page of oggPages(window, damage)) {
      if (page.isLast) mostFrames = Math.max(frames, Number(page.granule) - preSkip);
      // The package's types say otherwise, but this is a promise.
      yield blockOf(await Promise.resolve(decoder.decode(page.bytes.slice())));
    }
    yield blockOf(await decoder.flush());
  } finally {
    decoder.free();
  }
}

function refuseDamage(path: string, { errors }: OggOpusDecodedAudio): void {
  if (errors[0] !== undefined) throw decoderComplaint(path, 'Ogg Opus', errors[0].message);
}

function amplified(decoded: OggOpusDecodedAudio, frames: number, gain: number): PlanarBlock {
  if (frames === 0) return [];
  const rows = inWavOrder(decoded.channelData).map((row) => row.subarray(0, frames));
  return gain === 1 ? rows : rows.map((row) => row.map((sample) => sample * gain));
}
