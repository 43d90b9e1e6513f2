/**
 * The bytes around the samples of a WAV file that we write: RIFF below 4 GiB, RF64 (EBU Tech 3306) above, in the
 * same number of bytes, so that a file can turn from one into the other while it grows.
 *
 *     RIFF/RF64 12 | JUNK/ds64 36 | fmt 24 or 48 | fact 12 (float) | data 8 | samples | padding 0 or 1
 */

export const WAV_ENCODINGS = ['float32', 'pcm24'] as const;
export type WavEncoding = (typeof WAV_ENCODINGS)[number];

export interface WavLayout {
  readonly rateHz: number;
  readonly channels: number;
  readonly encoding: WavEncoding;
}

/** the largest file that a 32-bit length can describe; 2^32 - 1 itself means "see ds64" */
export const MAX_RIFF_BYTES = 0xffff_fffe;

const BYTES_PER_SAMPLE: Record<WavEncoding, number> = { float32: 4, pcm24: 3 };
const TAG = { pcm: 1, float: 3, extensible: 0xfffe };
/** what follows the tag in the GUIDs of WAVE_FORMAT_EXTENSIBLE */
const SUB_FORMAT_REST = Buffer.from('000000001000800000aa00389b71', 'hex');
const SEE_DS64 = 0xffff_ffff;
const DS64_BYTES = 28;
const CHUNK_HEADER_BYTES = 8;

/**
 * Which loudspeakers by channel count, as WAVE_FORMAT_EXTENSIBLE's bit mask: mono is the centre, 4 is quad, 6 is
 * 5.1, 8 is 7.1.
 */
const SPEAKERS: readonly number[] = [0, 0x4, 0x3, 0x7, 0x33, 0x37, 0x3f, 0x70f, 0x63f];

export const MAX_CHANNELS = SPEAKERS.length - 1;
/** far above any recording's; what a file says beyond it is no rate */
export const MAX_RATE_HZ = 10_000_000;

export function frameBytesOf({ channels, encoding }: WavLayout): number {
  return channels * BYTES_PER_SAMPLE[encoding];
}

/** Everything before the samples. Its length depends on the layout only, not on the frames. */
export function wavHeader(layout: WavLayout, frames: number, maxRiffBytes: number): Buffer {
  const afterJunk = [formatChunk(layout), ...factChunks(layout, frames, false)];
  const tail = CHUNK_HEADER_BYTES + 4 + CHUNK_HEADER_BYTES + DS64_BYTES + CHUNK_HEADER_BYTES;
  const headerBytes = tail + Buffer.concat(afterJunk).length;
  const dataBytes = frames * frameBytesOf(layout);
  const riffBytes = headerBytes - CHUNK_HEADER_BYTES + dataBytes + (dataBytes % 2);
  const is64 = riffBytes > maxRiffBytes;
  return Buffer.concat([
    chunkHeader(is64 ? 'RF64' : 'RIFF', is64 ? SEE_DS64 : riffBytes),
    Buffer.from('WAVE', 'latin1'),
    is64 ? ds64Chunk(riffBytes, dataBytes, frames) : chunk('JUNK', Buffer.alloc(DS64_BYTES)),
    formatChunk(layout),
    ...factChunks(layout, frames, is64),
    chunkHeader('data', is64 ? SEE_DS64 : dataBytes),
  ]);
}

/** What {@link readWavHeader} finds. */
export interface WavHeader {
  readonly layout: WavLayout;
  readonly frames: number;
  /** before the samples */
  readonly bytes: number;
}

/** The longest that we write: of WAVE_FORMAT_EXTENSIBLE, with a fact chunk. */
export const MOST_HEADER_BYTES = 12 + 36 + 48 + 12 + 8;

/**
 * What the first bytes of a file of ours say, to the bit as {@link wavHeader} writes them.
 * @returns undefined for a file of anybody else's
 */
export function readWavHeader(first: Buffer): WavHeader | undefined {
  if (first.length < MOST_HEADER_BYTES) return undefined;
  const [channels, rateHz] = [first.readUInt16LE(58), first.readUInt32LE(60)];
  const bits = first.readUInt16LE(70);
  const encoding = WAV_ENCODINGS.find((name) => 8 * BYTES_PER_SAMPLE[name] === bits);
  if (encoding === undefined || channels < 1 || SPEAKERS[channels] === undefined) return undefined;
  const layout = { rateHz, channels, encoding };
  const { length } = wavHeader(layout, 0, MAX_RIFF_BYTES);
  const is64 = first.readUInt32LE(length - 4) === SEE_DS64;
  const dataBytes = is64 ? Number(first.readBigUInt64LE(28)) : first.readUInt32LE(length - 4);
  const frames = dataBytes / frameBytesOf(layout);
  const ours = wavHeader(layout, Math.floor(frames), is64 ? 0 : MAX_RIFF_BYTES);
  if (!ours.equals(first.subarray(0, length))) return undefined;
  return { layout, frames, bytes: length };
}

/** Bytes of a whole file of so many frames. */
export function wavFileBytes(layout: WavLayout, frames: number): number {
  const dataBytes = frames * frameBytesOf(layout);
  return wavHeader(layout, 0, MAX_RIFF_BYTES).length + dataBytes + (dataBytes % 2);
}

function ds64Chunk(riffBytes: number, dataBytes: number, frames: number): Buffer {
  const body = Buffer.alloc(DS64_BYTES);
  body.writeBigUInt64LE(BigInt(riffBytes), 0);
  body.writeBigUInt64LE(BigInt(dataBytes), 8);
  body.writeBigUInt64LE(BigInt(frames), 16);
  return chunk('ds64', body);
}

function formatChunk(layout: WavLayout): Buffer {
  const { rateHz, channels, encoding } = layout;
  const bits = 8 * BYTES_PER_SAMPLE[encoding];
  const tag = encoding === 'float32' ? TAG.float : TAG.pcm;
  // Required for more than two channels or more than 16 bits of PCM; plain float is more widely read.
  const isExtensible = channels > 2 || encoding === 'pcm24';
  const body = Buffer.alloc(isExtensible ? 40 : 18);
  body.writeUInt16LE(isExtensible ? TAG.extensible : tag, 0);
  body.writeUInt16LE(channels, 2);
  body.writeUInt32LE(rateHz, 4);
  body.writeUInt32LE(rateHz * frameBytesOf(layout), 8);
  body.writeUInt16LE(frameBytesOf(layout), 12);
  body.writeUInt16LE(bits, 14);
  if (isExtensible) {
    body.writeUInt16LE(22, 16);
    body.writeUInt16LE(bits, 18);
    body.writeUInt32LE(SPEAKERS[channels]!, 20);
    body.writeUInt16LE(tag, 24);
    SUB_FORMAT_REST.copy(body, 26);
  }
  return chunk('fmt ', body);
}

/** The count of frames, which every format but plain PCM has to state. */
function factChunks({ encoding }: WavLayout, frames: number, is64: boolean): Buffer[] {
  if (encoding === 'pcm24') return [];
  const body = Buffer.alloc(4);
  body.writeUInt32LE(is64 ? SEE_DS64 : frames);
  return [chunk('fact', body)];
}

function chunk(name: string, body: Buffer): Buffer {
  return Buffer.concat([chunkHeader(name, body.length), body]);
}

function chunkHeader(name: string, bytes: number): Buffer {
  const header = Buffer.alloc(CHUNK_HEADER_BYTES, name, 'latin1');
  header.writeUInt32LE(bytes, 4);
  return header;
}
