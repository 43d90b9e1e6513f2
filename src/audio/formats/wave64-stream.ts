/**
 * Sony Wave64: WAV with 16-byte names and lengths of 64 bits, for more than 4 GiB. A chunk's length counts its header, and
 * chunks begin at multiples of eight bytes. The first four bytes of a name are those of WAV's.
 */
import { OperationalError } from '../../operational-error.js';
import type { AudioFormat } from './audio-format.js';
import type { AudioStream, StreamStart } from './audio-stream.js';
import { hasText } from './byte-text.js';
import { viewOf } from './iff-chunks.js';
import { readBytes, type InputFile } from './input-file.js';
import { pcmStream } from './pcm-stream.js';
import { parseWavFormat, type WavFormat } from './wav-format-chunk.js';

const FILE_HEADER_BYTES = 40;
const CHUNK_HEADER_BYTES = 24;
const LENGTH_AT = 16;
const FORMAT_BYTES = 40;
const ALIGNMENT = 8;
const MOST_CHUNKS = 4_096;

export const WAVE64: AudioFormat = {
  names: ['Wave64'],
  extensions: ['.w64'],
  probe: (head) =>
    hasText(head, 'riff\x2e\x91\xcf\x11') && hasText(head, 'wave', 24) ? 0 : undefined,
  open: openWave64Stream,
};

async function openWave64Stream(file: InputFile, start: StreamStart): Promise<AudioStream> {
  let position = start.startByte + FILE_HEADER_BYTES;
  let format: WavFormat | undefined;
  for (let count = 0; count < MOST_CHUNKS; count++) {
    const header = await readBytes(file, position, CHUNK_HEADER_BYTES);
    if (header.length < CHUNK_HEADER_BYTES) break;
    const bytes = Number(viewOf(header).getBigUint64(LENGTH_AT, true));
    const startByte = position + CHUNK_HEADER_BYTES;
    if (hasText(header, 'fmt ')) {
      const chunk = await readBytes(file, startByte, FORMAT_BYTES);
      format = parseWavFormat(file.path, chunk, true);
    }
    if (hasText(header, 'data') && format !== undefined) {
      const isOpen = bytes <= CHUNK_HEADER_BYTES || bytes > Number.MAX_SAFE_INTEGER;
      const statedBytes = isOpen ? undefined : bytes - CHUNK_HEADER_BYTES;
      return pcmStream(file, { ...format, format: 'Wave64', startByte, statedBytes }, start);
    }
    if (bytes < CHUNK_HEADER_BYTES) break;
    position += Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
  }
  throw new OperationalError(
    'input-format',
    `${file.path} is Wave64 without a 'fmt ' and a 'data' chunk: expected its format and its samples. ` +
      'The file is damaged; export or copy it again.',
  );
}
