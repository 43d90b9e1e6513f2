/**
 * WAV: RIFF, and RF64/BW64 (EBU Tech 3306, ITU-R BS.2088) for more than 4 GiB; PCM of 8 to 32 bits, float of 32
 * and 64, plain or WAVE_FORMAT_EXTENSIBLE. Unknown chunks are skipped unread.
 */
import { OperationalError } from '../../operational-error.js';
import type { AudioFormat } from './audio-format.js';
import { checkRateAndChannels, type AudioStream, type StreamStart } from './audio-stream.js';
import { hasText } from './byte-text.js';
import { chunksOf, readChunk, viewOf, type Chunk } from './iff-chunks.js';
import { readBytes, type InputFile } from './input-file.js';
import { framesMissing, pcmStream } from './pcm-stream.js';
import { parseWavFormat, type WavFormat } from './wav-format-chunk.js';

/**
 * What writers put for a length they do not know yet, when they write into a pipe: 2^32 - 1 (ffmpeg), 2^31 - 1
 * (LAME), 2^31 - 4096 (SoX).
 */
const UNKNOWN_LENGTHS = [0xffff_ffff, 0x7fff_ffff, 0x7fff_f000];
/** In RF64 this length means: see ds64. */
const LENGTH_IN_DS64 = 0xffff_ffff;
const FILE_HEADER_BYTES = 12;

export const WAV: AudioFormat = {
  names: ['WAV'],
  extensions: ['.wav', '.wave', '.bwf', '.rf64'],
  probe: (head) => {
    const isRiff = ['RIFF', 'RF64', 'BW64'].some((mark) => hasText(head, mark));
    return isRiff && hasText(head, 'WAVE', 8) ? 0 : undefined;
  },
  open: openWavStream,
};

async function openWavStream(file: InputFile, start: StreamStart): Promise<AudioStream> {
  const { format, data } = await readWavChunks(file, start.startByte);
  checkRateAndChannels(file.path, format.rateHz, format.channels);
  const frameBytes = format.channels * format.encoding.bytesPerSample;
  const availableBytes = Math.max(0, file.bytes - data.startByte);
  const dataBytes = data.bytes ?? availableBytes;
  if (dataBytes > availableBytes) {
    const [expected, got] = [dataBytes, availableBytes].map((n) => Math.floor(n / frameBytes));
    throw framesMissing(file.path, 'WAV', expected!, got!);
  }
  const frames = Math.floor(dataBytes / frameBytes);
  const layout = { ...format, format: 'WAV', startByte: data.startByte, frames };
  return pcmStream(file, layout, start.readBytes);
}

interface WavData {
  readonly startByte: number;
  /** undefined: to the end of the file */
  readonly bytes: number | undefined;
}

async function readWavChunks(
  file: InputFile,
  startByte: number,
): Promise<{ format: WavFormat; data: WavData }> {
  const header = await readBytes(file, startByte, FILE_HEADER_BYTES);
  const is64 = String.fromCharCode(...header.subarray(0, 4)) !== 'RIFF';
  const riffBytes = viewOf(header).getUint32(4, true);
  let dataBytes64: number | undefined;
  let format: WavFormat | undefined;
  for await (const chunk of chunksOf(file, { startByte, littleEndian: true })) {
    if (chunk.name === 'ds64' && is64) dataBytes64 = await dataLengthOf(file, chunk);
    if (chunk.name === 'fmt ') format = parseWavFormat(file.path, await readChunk(file, chunk, 40));
    if (chunk.name !== 'data') continue;
    if (format === undefined) throw chunkMissing(file.path, 'fmt ', 'before its data chunk');
    const isIn64 = is64 && chunk.statedBytes === LENGTH_IN_DS64;
    const stated = isIn64 ? dataBytes64 : chunk.statedBytes;
    const bytes = isUnknown(stated, riffBytes, file.bytes - startByte) ? undefined : stated;
    return { format, data: { startByte: chunk.startByte, bytes } };
  }
  throw chunkMissing(file.path, format === undefined ? 'fmt ' : 'data', 'anywhere');
}

/** @returns the length of the data chunk as ds64 states it */
async function dataLengthOf(file: InputFile, chunk: Chunk): Promise<number | undefined> {
  const ds64 = await readChunk(file, chunk, 16);
  return ds64.length < 16 ? undefined : Number(viewOf(ds64).getBigUint64(8, true));
}

/** A length of 0 is true where the file's own length agrees with its contents, else it was never filled in. */
function isUnknown(bytes: number | undefined, riffBytes: number, fileBytes: number): boolean {
  if (bytes === undefined || UNKNOWN_LENGTHS.includes(bytes)) return true;
  return bytes === 0 && riffBytes + 8 !== fileBytes;
}

function chunkMissing(path: string, name: string, where: string): OperationalError {
  return new OperationalError(
    'input-format',
    `${path} is WAV without a '${name}' chunk ${where}: expected its format and its samples. ` +
      'The file is damaged; export or copy it again.',
  );
}
