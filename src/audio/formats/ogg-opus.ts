/**
 * Opus in Ogg through libopus as WebAssembly; always 48 kHz, whatever was encoded. The only file that imports
 * ogg-opus-decoder, once Opus is decoded. It leaves the header's output gain (RFC 7845 section 5.1) to us.
 */
import type { OggOpusDecoder } from 'ogg-opus-decoder';
import { OperationalError } from '../../operational-error.js';
import type { PlanarBlock } from '../audio-source.js';
import { checkRateAndChannels } from './audio-stream.js';
import { hasText } from './byte-text.js';
import { inWavOrder } from './ogg-channel-order.js';
import type { OggAudio, OggCodec } from './ogg-codec.js';
import { OggMuxer } from './ogg-muxer.js';
import { placedFrames, type OggDecoded, type OggDecoder } from './ogg-placed.js';

const MARK = 'OpusHead';
const TAGS_MARK = 'OpusTags';
/** none: the names of the encoder and of the music are not asked for */
const TAGS = Buffer.from(`${TAGS_MARK}\0\0\0\0\0\0\0\0`);
const RATE_HZ = 48_000;
const CHANNELS_AT = 9;
const PRE_SKIP_AT = 10;
const OUTPUT_GAIN_AT = 16;
const HEAD_BYTES = 19;

export const OGG_OPUS: OggCodec = { mark: MARK, open };

function open(path: string, firstPacket: Uint8Array): OggAudio {
  if (firstPacket.length < HEAD_BYTES) {
    throw new OperationalError(
      'input-format',
      `${path} is Ogg Opus with a header of ${firstPacket.length} bytes: expected ${HEAD_BYTES}. ` +
        'The file is damaged; copy or download it again.',
    );
  }
  const header = new DataView(firstPacket.buffer, firstPacket.byteOffset, firstPacket.length);
  const channels = header.getUint8(CHANNELS_AT);
  const preSkip = header.getUint16(PRE_SKIP_AT, true);
  const gain = outputGain(header.getInt16(OUTPUT_GAIN_AT, true));
  checkRateAndChannels(path, RATE_HZ, channels);
  return {
    format: 'Ogg Opus',
    rateHz: RATE_HZ,
    channels,
    expectedFrames: (lastGranule) =>
      lastGranule === undefined ? undefined : Math.max(0, lastGranule - preSkip),
    async *read(reading) {
      const decoder = await OpusDecoder.create(firstPacket, gain);
      try {
        yield* placedFrames(decoder, { rateHz: RATE_HZ, channels }, preSkip, reading);
      } finally {
        decoder.free();
      }
    },
  };
}

/** @param steps of 1/256 dB */
function outputGain(steps: number): number {
  return 10 ** (steps / (20 * 256));
}

class OpusDecoder implements OggDecoder {
  readonly #head: Uint8Array;
  readonly #gain: number;
  readonly #decoder: OggOpusDecoder;
  readonly #muxer = new OggMuxer();
  #hasBegun = false;

  static async create(head: Uint8Array, gain: number): Promise<OpusDecoder> {
    const { OggOpusDecoder } = await import('ogg-opus-decoder');
    const decoder = new OggOpusDecoder();
    await decoder.ready;
    return new OpusDecoder(decoder, head, gain);
  }

  private constructor(decoder: OggOpusDecoder, head: Uint8Array, gain: number) {
    this.#decoder = decoder;
    this.#head = head;
    this.#gain = gain;
  }

  async decode(packets: readonly Uint8Array[]): Promise<OggDecoded | undefined> {
    const audio = packets.filter((packet) => packet.length > 0 && !hasText(packet, TAGS_MARK));
    if (audio.length === 0) return undefined;
    const headers = this.#hasBegun ? [] : [this.#head, TAGS];
    this.#hasBegun = true;
    // each header on a page of its own
    const pages = [...headers.map((header) => [header]), audio];
    const bytes = Buffer.concat(pages.map((one) => this.#muxer.pages(one)));
    // The package's types say otherwise, but this is a promise.
    const decoded = await Promise.resolve(this.#decoder.decode(bytes));
    const { samplesDecoded, channelData, errors } = decoded;
    return {
      channelData: samplesDecoded === 0 ? [] : amplified(inWavOrder(channelData), this.#gain),
      complaint: errors[0]?.message,
    };
  }

  /** It goes on from what it knows, and converges within 80 ms, as it would from nothing. */
  skip(): Promise<void> {
    return Promise.resolve();
  }

  free(): void {
    this.#decoder.free();
  }
}

function amplified(rows: PlanarBlock, gain: number): PlanarBlock {
  return gain === 1 ? rows : rows.map((row) => row.map((sample) => sample * gain));
}
