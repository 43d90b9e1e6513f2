/**
 * Apple's Core Audio Format (CAF) with plain samples: PCM, float, A-law and mu-law. Chunks have lengths of 64 bits; that of the
 * samples is -1 where its writer did not know it. Compressed samples (AAC, Apple Lossless) are not decoded
 * here.
 */
import { OperationalError } from '../../operational-error.js';
import { UnknownEncoding, type AudioFormat } from './audio-format.js';
import type { AudioStream, StreamStart } from './audio-stream.js';
import { hasText } from './byte-text.js';
import { viewOf } from './iff-chunks.js';
import { readBytes, type InputFile } from './input-file.js';
import { isPcmEncoding, type PcmEncoding } from './pcm-encoding.js';
import { pcmStream, type PcmLayout } from './pcm-stream.js';

const FILE_HEADER_BYTES = 8;
const CHUNK_HEADER_BYTES = 12;
const DESCRIPTION_BYTES = 32;
/** the count of edits stands before the samples */
const DATA_HEADER_BYTES = 4;
const FLAG = { float: 1, littleEndian: 2 };
const MOST_CHUNKS = 4_096;

type Description = Pick<PcmLayout, 'rateHz' | 'channels' | 'encoding'>;

export const CAF: AudioFormat = {
  names: ['CAF'],
  extensions: ['.caf'],
  probe: (head) => (hasText(head, 'caff') ? 0 : undefined),
  open: openCafStream,
};

async function openCafStream(file: InputFile, start: StreamStart): Promise<AudioStream> {
  let position = start.startByte + FILE_HEADER_BYTES;
  let description: Description | undefined;
  for (let count = 0; count < MOST_CHUNKS && position < file.bytes; count++) {
    const header = await readBytes(file, position, CHUNK_HEADER_BYTES);
    if (header.length < CHUNK_HEADER_BYTES) break;
    const statedBytes = Number(viewOf(header).getBigInt64(4));
    position += CHUNK_HEADER_BYTES;
    if (hasText(header, 'desc')) {
      description = parseDescription(file.path, await readBytes(file, position, DESCRIPTION_BYTES));
    }
    if (hasText(header, 'data') && description !== undefined) {
      const samples = {
        startByte: position + DATA_HEADER_BYTES,
        statedBytes: statedBytes < 0 ? undefined : Math.max(0, statedBytes - DATA_HEADER_BYTES),
      };
      return pcmStream(file, { ...description, ...samples, format: 'CAF' }, start);
    }
    if (statedBytes < 0) break;
    position += statedBytes;
  }
  throw new OperationalError(
    'input-format',
    `${file.path} is CAF without a 'desc' and a 'data' chunk: expected its format and its samples. ` +
      'The file is damaged; export or copy it again.',
  );
}

function parseDescription(path: string, chunk: Uint8Array): Description {
  if (chunk.length < DESCRIPTION_BYTES) {
    throw refused(
      path,
      `its 'desc' chunk has ${chunk.length} bytes, expected ${DESCRIPTION_BYTES}`,
    );
  }
  const view = viewOf(chunk);
  const type = String.fromCharCode(...chunk.subarray(8, 12));
  const flags = view.getUint32(12);
  const packetBytes = view.getUint32(16);
  const channels = view.getUint32(24);
  const kind = kindOf(type, flags);
  if (kind === undefined) throw new UnknownEncoding(`CAF that holds '${type.trim()}'`);
  const bytesPerSample = packetBytes / channels;
  if (!isPcmEncoding(kind, bytesPerSample)) {
    throw refused(
      path,
      `it has ${view.getUint32(28)} bits per sample in frames of ${packetBytes} bytes for ${channels} channel(s)`,
    );
  }
  const littleEndian = (flags & FLAG.littleEndian) !== 0;
  return {
    rateHz: view.getFloat64(0),
    channels,
    encoding: { kind, bytesPerSample, littleEndian },
  };
}

function kindOf(type: string, flags: number): PcmEncoding['kind'] | undefined {
  if (type === 'lpcm') return (flags & FLAG.float) === 0 ? 'integer' : 'float';
  if (type === 'alaw') return 'A-law';
  return type === 'ulaw' ? 'mu-law' : undefined;
}

function refused(path: string, what: string): OperationalError {
  return new OperationalError(
    'input-format',
    `${path} is CAF that cannot be read: ${what}. ` +
      'Convert it first, for example with: ffmpeg -i INPUT output.wav',
  );
}
