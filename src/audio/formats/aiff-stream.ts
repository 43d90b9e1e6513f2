/**
 * AIFF (Apple 1989) and AIFF-C: PCM of 8 to 32 bits in either byte order, float of 32 and 64, A-law and mu-law. Unknown chunks
 * are skipped unread.
 */
import { OperationalError } from '../../operational-error.js';
import { UnknownEncoding, type AudioFormat } from './audio-format.js';
import type { AudioStream, StreamStart } from './audio-stream.js';
import { hasText } from './byte-text.js';
import { areChunks, chunksOf, readChunk, viewOf, type Chunk } from './iff-chunks.js';
import { readBytes, type InputFile } from './input-file.js';
import { isPcmEncoding, type PcmEncoding } from './pcm-encoding.js';
import { isOpenLength, pcmStream } from './pcm-stream.js';

type PlainType = Pick<PcmEncoding, 'kind' | 'littleEndian'> & {
  /** where the type says it; else the COMM chunk's bits do */
  readonly bytesPerSample?: number;
};

/** AIFF-C's compression types of plain samples and of G.711. COMM's bits of those with a width are often wrong. */
const PLAIN_TYPES: Partial<Record<string, PlainType>> = {
  NONE: { kind: 'integer', littleEndian: false },
  twos: { kind: 'integer', littleEndian: false },
  sowt: { kind: 'integer', littleEndian: true },
  in24: { kind: 'integer', littleEndian: false, bytesPerSample: 3 },
  in32: { kind: 'integer', littleEndian: false, bytesPerSample: 4 },
  '42ni': { kind: 'integer', littleEndian: true, bytesPerSample: 3 },
  '23ni': { kind: 'integer', littleEndian: true, bytesPerSample: 4 },
  'raw ': { kind: 'unsigned', littleEndian: false },
  fl32: { kind: 'float', littleEndian: false, bytesPerSample: 4 },
  FL32: { kind: 'float', littleEndian: false, bytesPerSample: 4 },
  fl64: { kind: 'float', littleEndian: false, bytesPerSample: 8 },
  FL64: { kind: 'float', littleEndian: false, bytesPerSample: 8 },
  alaw: { kind: 'A-law', littleEndian: false, bytesPerSample: 1 },
  ALAW: { kind: 'A-law', littleEndian: false, bytesPerSample: 1 },
  ulaw: { kind: 'mu-law', littleEndian: false, bytesPerSample: 1 },
  ULAW: { kind: 'mu-law', littleEndian: false, bytesPerSample: 1 },
};

/** What SoX puts for the length of the sound data when it writes into a pipe; others put 0 or -1. */
const SOX_OPEN_LENGTH = 0x7f00_0008;
const COMMON_BYTES = 18;
/** offset and block size stand before the samples */
const SOUND_HEADER_BYTES = 8;

interface AiffCommon {
  readonly rateHz: number;
  readonly channels: number;
  readonly frames: number;
  readonly encoding: PcmEncoding;
}

export const AIFF: AudioFormat = {
  names: ['AIFF'],
  extensions: ['.aif', '.aiff', '.aifc'],
  probe: (head) => {
    const isAiff = ['AIFF', 'AIFC'].some((type) => hasText(head, type, 8));
    return isAiff && hasText(head, 'FORM') ? 0 : undefined;
  },
  open: openAiffStream,
};

async function openAiffStream(file: InputFile, start: StreamStart): Promise<AudioStream> {
  const { common, sound } = await readAiffChunks(file, start.startByte);
  const startByte = sound.startByte + SOUND_HEADER_BYTES + (await soundOffset(file, sound));
  const statedBytes = await soundBytes(file, sound, common);
  return pcmStream(file, { ...common, format: 'AIFF', startByte, statedBytes }, start);
}

/** What the header says of the samples' length, or undefined where its writer never filled it in. */
async function soundBytes(
  file: InputFile,
  { startByte, statedBytes }: Chunk,
  { frames, channels, encoding }: AiffCommon,
): Promise<number | undefined> {
  if (statedBytes === SOX_OPEN_LENGTH || isOpenLength(statedBytes)) return undefined;
  const inChunk = Math.max(0, statedBytes - SOUND_HEADER_BYTES);
  if (inChunk === 0) {
    const isEmpty = await areChunks(file, startByte + SOUND_HEADER_BYTES, false);
    return isEmpty ? 0 : undefined;
  }
  // A file that was not finished may have the one number and lack the other.
  return frames === 0 || isOpenLength(frames)
    ? inChunk
    : Math.min(inChunk, frames * channels * encoding.bytesPerSample);
}

async function readAiffChunks(
  file: InputFile,
  startByte: number,
): Promise<{ common: AiffCommon; sound: Chunk }> {
  let common: AiffCommon | undefined;
  let sound: Chunk | undefined;
  for await (const chunk of chunksOf(file, { startByte, littleEndian: false })) {
    if (chunk.name === 'COMM') common = parseCommon(file.path, await readChunk(file, chunk, 22));
    if (chunk.name === 'SSND') sound = chunk;
    if (common !== undefined && sound !== undefined) return { common, sound };
  }
  if (common?.frames === 0) throw noSound(file.path, 'input-empty');
  throw noSound(file.path, 'input-format');
}

function parseCommon(path: string, chunk: Uint8Array): AiffCommon {
  if (chunk.length < COMMON_BYTES) {
    throw refused(path, `its COMM chunk has ${chunk.length} bytes, expected ${COMMON_BYTES}`);
  }
  const view = viewOf(chunk);
  const bits = view.getUint16(6);
  const type = String.fromCharCode(...chunk.subarray(COMMON_BYTES, COMMON_BYTES + 4)) || 'NONE';
  const plain = PLAIN_TYPES[type];
  if (plain === undefined) throw new UnknownEncoding(`AIFF that is compressed as '${type}'`);
  const bytesPerSample = plain.bytesPerSample ?? Math.ceil(bits / 8);
  if (!isPcmEncoding(plain.kind, bytesPerSample)) {
    throw refused(path, `it has ${bits} bits per sample, expected 8, 16, 24 or 32, or float`);
  }
  return {
    channels: view.getUint16(0),
    frames: view.getUint32(2),
    rateHz: Math.round(extendedNumber(view, 8)),
    encoding: { kind: plain.kind, littleEndian: plain.littleEndian, bytesPerSample },
  };
}

/** An 80-bit IEEE extended number: sign and exponent (bias 16383), then a 64-bit fraction with its leading 1. */
function extendedNumber(view: DataView, at: number): number {
  const exponent = (view.getUint16(at) & 0x7fff) - 16_383;
  return Number(view.getBigUint64(at + 2)) * 2 ** (exponent - 63);
}

async function soundOffset(file: InputFile, sound: Chunk): Promise<number> {
  const header = await readBytes(file, sound.startByte, SOUND_HEADER_BYTES);
  return header.length < SOUND_HEADER_BYTES ? 0 : viewOf(header).getUint32(0);
}

function noSound(path: string, code: 'input-empty' | 'input-format'): OperationalError {
  return new OperationalError(
    code,
    `${path} is AIFF without samples: expected a COMM and an SSND chunk. Export or copy it again.`,
  );
}

function refused(path: string, what: string): OperationalError {
  return new OperationalError(
    'input-format',
    `${path} is AIFF that cannot be read: ${what}. ` +
      'Export it as 24-bit AIFF or WAV, for example with: ffmpeg -i INPUT output.wav',
  );
}
