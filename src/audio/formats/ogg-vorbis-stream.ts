/**
 * Ogg Vorbis through libvorbis as WebAssembly. The only file that imports @wasm-audio-decoders/ogg-vorbis.
 */
import { OggVorbisDecoder, type OggVorbisDecodedAudio } from '@wasm-audio-decoders/ogg-vorbis';
import { OperationalError } from '../../operational-error.js';
import { checkRateAndChannels, type DecodedBlock, type AudioStream } from './audio-stream.js';
import type { DamageLog } from '../damage-log.js';
import type { ByteWindow } from './byte-window.js';
import { decoderComplaint } from './decoder-complaint.js';
import { inWavOrder } from './ogg-channel-order.js';
import { oggPages } from './ogg-pages.js';
import type { OggStart } from './ogg-start.js';

const CHANNELS_AT = 11;
const RATE_AT = 12;
const IDENTIFICATION_BYTES = 30;

/** @throws OperationalError `input-format` */
export function oggVorbisStream({
  file,
  window,
  firstPacket,
  lastGranule,
  damage,
}: OggStart): AudioStream {
  if (firstPacket.length < IDENTIFICATION_BYTES) {
    throw new OperationalError(
      'input-format',
      `${file.path} is Ogg Vorbis with a header of ${firstPacket.length} bytes: expected ` +
        `${IDENTIFICATION_BYTES}. The file is damaged; copy or download it again.`,
    );
  }
  const header = new DataView(firstPacket.buffer, firstPacket.byteOffset, firstPacket.length);
  const channels = header.getUint8(CHANNELS_AT);
  const rateHz = header.getUint32(RATE_AT, true);
  checkRateAndChannels(file.path, rateHz, channels);
  return {
    format: 'Ogg Vorbis',
    rateHz,
    channels,
    expectedFrames: lastGranule,
    blocks: decodeVorbis(window, damage),
  };
}

/**
 * Page by page, but the header pages together with the first two pages of audio: the decoder keeps a page back
 * until the next one comes, and until it has seen audio it reports memory it has not written yet as channels.
 */
async function* decodeVorbis(
  window: ByteWindow,
  damage: DamageLog,
): AsyncGenerator<DecodedBlock, void, void> {
  const decoder = new OggVorbisDecoder();
  await decoder.ready;
  const opening: Uint8Array[] = [];
  let audioPages = 0;
  try {
    for await (const page of oggPages(window, damage)) {
      if (page.granule > 0n) audioPages += 1;
      if (audioPages < 2 || opening.length > 0) opening.push(page.bytes.slice());
      if (audioPages < 2) continue;
      const bytes = opening.length > 0 ? Buffer.concat(opening.splice(0)) : page.bytes.slice();
      yield blockOf(window, await decoder.decode(bytes));
    }
    if (audioPages === 1) yield blockOf(window, await decoder.decodeFile(Buffer.concat(opening)));
    if (audioPages > 1) yield blockOf(window, await decoder.flush());
  } finally {
    decoder.free();
  }
}

function blockOf(window: ByteWindow, decoded: OggVorbisDecodedAudio): DecodedBlock {
  const complaint = decoded.errors[0];
  if (complaint !== undefined) {
    throw decoderComplaint(window.file.path, 'Ogg Vorbis', complaint.message);
  }
  const channelData = decoded.samplesDecoded === 0 ? [] : inWavOrder(decoded.channelData);
  return { channelData, rateHz: decoded.sampleRate };
}
