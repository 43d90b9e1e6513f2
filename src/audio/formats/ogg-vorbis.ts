/**
 * Vorbis in Ogg through libvorbis as WebAssembly. The only file that imports @wasm-audio-decoders/ogg-vorbis,
 * once Vorbis is decoded.
 */
import type { OggVorbisDecoder } from '@wasm-audio-decoders/ogg-vorbis';
import { OperationalError } from '../../operational-error.js';
import { checkRateAndChannels } from './audio-stream.js';
import { hasText } from './byte-text.js';
import { inWavOrder } from './ogg-channel-order.js';
import type { OggAudio, OggCodec } from './ogg-codec.js';
import { OggMuxer } from './ogg-muxer.js';
import { placedFrames, type OggDecoded, type OggDecoder } from './ogg-placed.js';

const MARK = '\x01vorbis';
const SETUP_MARK = '\x05vorbis';
const CHANNELS_AT = 11;
const RATE_AT = 12;
const IDENTIFICATION_BYTES = 30;

export const OGG_VORBIS: OggCodec = { mark: MARK, open };

function open(path: string, firstPacket: Uint8Array): OggAudio {
  if (firstPacket.length < IDENTIFICATION_BYTES) {
    throw new OperationalError(
      'input-format',
      `${path} is Ogg Vorbis with a header of ${firstPacket.length} bytes: expected ` +
        `${IDENTIFICATION_BYTES}. The file is damaged; copy or download it again.`,
    );
  }
  const header = new DataView(firstPacket.buffer, firstPacket.byteOffset, firstPacket.length);
  const channels = header.getUint8(CHANNELS_AT);
  const rateHz = header.getUint32(RATE_AT, true);
  checkRateAndChannels(path, rateHz, channels);
  return {
    format: 'Ogg Vorbis',
    rateHz,
    channels,
    expectedFrames: (lastGranule) => lastGranule,
    async *read(reading) {
      const decoder = await VorbisDecoder.create(path, firstPacket);
      try {
        yield* placedFrames(decoder, { rateHz, channels }, 0, reading);
      } finally {
        decoder.free();
      }
    },
  };
}

class VorbisDecoder implements OggDecoder {
  readonly #path: string;
  readonly #identification: Uint8Array;
  readonly #decoder: OggVorbisDecoder;
  #setup: Uint8Array | undefined;
  /** undefined before it has been given the headers */
  #muxer: OggMuxer | undefined;

  static async create(path: string, identification: Uint8Array): Promise<VorbisDecoder> {
    const { OggVorbisDecoder } = await import('@wasm-audio-decoders/ogg-vorbis');
    const decoder = new OggVorbisDecoder();
    await decoder.ready;
    return new VorbisDecoder(decoder, path, identification);
  }

  private constructor(decoder: OggVorbisDecoder, path: string, identification: Uint8Array) {
    this.#decoder = decoder;
    this.#path = path;
    this.#identification = identification;
  }

  async decode(packets: readonly Uint8Array[]): Promise<OggDecoded | undefined> {
    this.#setup ??= packets.find((packet) => hasText(packet, SETUP_MARK));
    // an odd first byte is that of a header
    const audio = packets.filter((packet) => packet.length > 0 && (packet[0]! & 1) === 0);
    if (audio.length === 0) return undefined;
    if (this.#setup === undefined) throw this.#headersMissing();
    const { samplesDecoded, channelData } = await this.#decoder.decode(
      this.#pages(audio, this.#setup),
    );
    return {
      channelData: samplesDecoded === 0 ? [] : inWavOrder(channelData),
      // the package reports none of libvorbis' errors
      complaint: undefined,
    };
  }

  /** The headers come with the first audio: before that the decoder reports memory it has not written yet as channels. */
  #pages(audio: readonly Uint8Array[], setup: Uint8Array): Uint8Array {
    if (this.#muxer !== undefined) return this.#muxer.pages(audio);
    this.#muxer = new OggMuxer();
    const identification = this.#muxer.pages([this.#identification]);
    return Buffer.concat([identification, this.#muxer.pages([setup, ...audio])]);
  }

  /** A block is joined to the one before it, which is another one now: it begins anew. */
  async skip(): Promise<void> {
    if (this.#muxer === undefined) return;
    this.#muxer = undefined;
    await this.#decoder.reset();
  }

  free(): void {
    this.#decoder.free();
  }

  #headersMissing(): OperationalError {
    return new OperationalError(
      'input-format',
      `${this.#path} is Ogg Vorbis whose headers are damaged, without which nothing can be decoded. Copy or download it again.`,
    );
  }
}
