/**
 * WAV's `fmt ` chunk: which codec, rate, channels and sample width. Plain samples are read; every other codec is
 * named.
 */
import { OperationalError } from '../../operational-error.js';
import { UnknownEncoding } from './audio-format.js';
import { viewOf } from './iff-chunks.js';
import { isPcmEncoding, type PcmEncoding } from './pcm-encoding.js';

export interface WavFormat {
  readonly rateHz: number;
  readonly channels: number;
  readonly encoding: PcmEncoding;
}

const LEAST_BYTES = 16;
const TAG = { pcm: 1, float: 3, aLaw: 6, muLaw: 7, extensible: 0xfffe };
/**
 * Where WAVE_FORMAT_EXTENSIBLE has the real tag: the first two bytes of a GUID whose rest is fixed. In RIFX sox turns these two
 * round and nothing else, libsndfile all numbers of the GUID: the tag has four bytes then.
 */
const SUB_FORMAT_AT = 24;
const SUB_FORMAT_REST = '000000001000800000aa00389b71';
const TURNED_SUB_FORMAT_REST = '00000010800000aa00389b71';

const OTHER_CODECS: Partial<Record<number, string>> = {
  0x02: 'Microsoft ADPCM',
  0x11: 'IMA ADPCM',
  0x31: 'GSM 6.10',
  0x50: 'MPEG audio',
  0x55: 'MP3',
  0xff: 'AAC',
  0x161: 'Windows Media Audio',
  0x674f: 'Ogg Vorbis',
  0xf1ac: 'FLAC',
};

/** @throws UnknownEncoding; OperationalError `input-format` */
export function parseWavFormat(path: string, chunk: Uint8Array, littleEndian: boolean): WavFormat {
  if (chunk.length < LEAST_BYTES) {
    throw refused(path, `its 'fmt ' chunk has ${chunk.length} bytes, expected ${LEAST_BYTES}`);
  }
  const view = viewOf(chunk);
  const tag = codecTag(view, chunk, littleEndian);
  const channels = view.getUint16(2, littleEndian);
  const rateHz = view.getUint32(4, littleEndian);
  const blockAlign = view.getUint16(12, littleEndian);
  const bits = view.getUint16(14, littleEndian);
  if (![TAG.pcm, TAG.float, TAG.aLaw, TAG.muLaw].includes(tag)) {
    const name = OTHER_CODECS[tag] ?? 'an unknown codec';
    throw new UnknownEncoding(`WAV that holds ${name} (tag 0x${tag.toString(16)})`);
  }
  // No channels at all is reported as that, later, and not as a width that cannot be divided.
  const bytesPerSample = channels === 0 ? Math.ceil(bits / 8) : blockAlign / channels;
  const kind = kindOf(tag, bytesPerSample);
  if (!isPcmEncoding(kind, bytesPerSample) || bits > bytesPerSample * 8 || bits === 0) {
    throw refused(
      path,
      `it has ${bits} bits per sample in frames of ${blockAlign} bytes for ${channels} channel(s), ` +
        'expected 8, 16, 24 or 32 bits, or float of 32 or 64',
    );
  }
  return { rateHz, channels, encoding: { kind, bytesPerSample, littleEndian } };
}

function kindOf(tag: number, bytesPerSample: number): PcmEncoding['kind'] {
  if (tag === TAG.float) return 'float';
  if (tag === TAG.aLaw) return 'A-law';
  if (tag === TAG.muLaw) return 'mu-law';
  return bytesPerSample === 1 ? 'unsigned' : 'integer';
}

function codecTag(view: DataView, chunk: Uint8Array, littleEndian: boolean): number {
  const tag = view.getUint16(0, littleEndian);
  if (tag !== TAG.extensible || chunk.length < SUB_FORMAT_AT + 16) return tag;
  const guid = Buffer.from(chunk.subarray(SUB_FORMAT_AT, SUB_FORMAT_AT + 16)).toString('hex');
  if (guid.endsWith(SUB_FORMAT_REST)) return view.getUint16(SUB_FORMAT_AT, littleEndian);
  const isTurned = !littleEndian && guid.endsWith(TURNED_SUB_FORMAT_REST);
  return isTurned ? view.getUint32(SUB_FORMAT_AT, false) : tag;
}

function refused(path: string, what: string): OperationalError {
  return new OperationalError(
    'input-format',
    `${path} is WAV that cannot be read: ${what}. ` +
      'Export it as 24-bit or float WAV, for example with: ffmpeg -i INPUT -c:a pcm_f32le output.wav',
  );
}
