/**
 * WAV: RIFF, RIFX (big-endian), and RF64/BW64 (EBU Tech 3306, ITU-R BS.2088) for more than 4 GiB; PCM of 8 to 32 bits, float
 * of 32 and 64, A-law and mu-law, plain or WAVE_FORMAT_EXTENSIBLE. Unknown chunks are skipped unread; the length of the whole
 * file is not believed.
 */
import { OperationalError } from '../../operational-error.js';
import type { AudioFormat } from './audio-format.js';
import type { AudioStream, StreamStart } from './audio-stream.js';
import { hasText } from './byte-text.js';
import { areChunks, chunksOf, readChunk, viewOf, type Chunk } from './iff-chunks.js';
import { readBytes, type InputFile } from './input-file.js';
import { isOpenLength, pcmStream, type PcmLayout } from './pcm-stream.js';
import { parseWavFormat, type WavFormat } from './wav-format-chunk.js';

/** In RF64 this length means: see ds64. */
const LENGTH_IN_DS64 = 0xffff_ffff;

export const WAV: AudioFormat = {
  names: ['WAV'],
  extensions: ['.wav', '.wave', '.bwf', '.rf64'],
  probe: (head) => {
    const isRiff = ['RIFF', 'RIFX', 'RF64', 'BW64'].some((mark) => hasText(head, mark));
    return isRiff && hasText(head, 'WAVE', 8) ? 0 : undefined;
  },
  open: openWavStream,
};

async function openWavStream(file: InputFile, start: StreamStart): Promise<AudioStream> {
  const { format, data } = await readWavChunks(file, start.startByte);
  return pcmStream(file, { ...format, ...data, format: 'WAV' }, start);
}

async function readWavChunks(
  file: InputFile,
  startByte: number,
): Promise<{ format: WavFormat; data: Pick<PcmLayout, 'startByte' | 'statedBytes'> }> {
  const mark = String.fromCharCode(...(await readBytes(file, startByte, 4)));
  const is64 = mark === 'RF64' || mark === 'BW64';
  const littleEndian = mark !== 'RIFX';
  let dataBytes64: number | undefined;
  let format: WavFormat | undefined;
  for await (const chunk of chunksOf(file, { startByte, littleEndian })) {
    if (chunk.name === 'ds64' && is64) dataBytes64 = await dataLengthOf(file, chunk);
    if (chunk.name === 'fmt ') {
      format = parseWavFormat(file.path, await readChunk(file, chunk, 40), littleEndian);
    }
    if (chunk.name !== 'data') continue;
    if (format === undefined) throw chunkMissing(file.path, 'fmt ', 'before its data chunk');
    const isIn64 = is64 && chunk.statedBytes === LENGTH_IN_DS64;
    const bytes = isIn64 ? dataBytes64 : chunk.statedBytes;
    const isOpen = bytes === 0 && !(await areChunks(file, chunk.startByte, littleEndian));
    const statedBytes = bytes === undefined || isOpen || isOpenLength(bytes) ? undefined : bytes;
    return { format, data: { startByte: chunk.startByte, statedBytes } };
  }
  throw chunkMissing(file.path, format === undefined ? 'fmt ' : 'data', 'anywhere');
}

/** @returns the length of the data chunk as ds64 states it */
async function dataLengthOf(file: InputFile, chunk: Chunk): Promise<number | undefined> {
  const ds64 = await readChunk(file, chunk, 16);
  return ds64.length < 16 ? undefined : Number(viewOf(ds64).getBigUint64(8, true));
}

function chunkMissing(path: string, name: string, where: string): OperationalError {
  return new OperationalError(
    'input-format',
    `${path} is WAV without a '${name}' chunk ${where}: expected its format and its samples. ` +
      'The file is damaged; export or copy it again.',
  );
}
