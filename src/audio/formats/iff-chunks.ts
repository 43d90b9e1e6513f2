/**
 * The chunks of a RIFF or IFF file: a four-character name, a length, that many bytes, and a padding byte where
 * the length is odd. Only headers are read; the chunks themselves may be of any length.
 */
import { readBytes, type InputFile } from './input-file.js';

export interface Chunk {
  readonly name: string;
  /** what its header says, unchecked */
  readonly statedBytes: number;
  /** where its contents start */
  readonly startByte: number;
}

const CHUNK_HEADER_BYTES = 8;
const FILE_HEADER_BYTES = 12;
/** Far more than any program writes; a damaged file of zeros would have one every eight bytes. */
const MOST_CHUNKS = 4_096;

export interface ChunkWalk {
  /** where the file's own 12-byte header starts */
  readonly startByte: number;
  readonly littleEndian: boolean;
}

/** The chunks from behind the file's own 12-byte header to the end of the file. */
export async function* chunksOf(
  file: InputFile,
  { startByte, littleEndian }: ChunkWalk,
): AsyncGenerator<Chunk, void, void> {
  let position = startByte + FILE_HEADER_BYTES;
  for (let count = 0; count < MOST_CHUNKS; count++) {
    if (position + CHUNK_HEADER_BYTES > file.bytes) return;
    const header = await readBytes(file, position, CHUNK_HEADER_BYTES);
    const chunk = {
      name: String.fromCharCode(...header.subarray(0, 4)),
      statedBytes: viewOf(header).getUint32(4, littleEndian),
      startByte: position + CHUNK_HEADER_BYTES,
    };
    yield chunk;
    position = chunk.startByte + chunk.statedBytes + (chunk.statedBytes % 2);
  }
}

/**
 * Whether what stands from `position` on is chunks, one after the other up to the end of the file: then a chunk of no length
 * before them is empty. Otherwise its writer never filled the length in.
 */
export async function areChunks(
  file: InputFile,
  position: number,
  littleEndian: boolean,
): Promise<boolean> {
  let end = position;
  const walk = { startByte: position - FILE_HEADER_BYTES, littleEndian };
  for await (const { name, startByte, statedBytes } of chunksOf(file, walk)) {
    if (!/^[ -~]{4}$/.test(name)) return false;
    end = startByte + statedBytes;
  }
  // The last padding byte is often forgotten.
  return end <= file.bytes && file.bytes - end <= 1;
}

/** Up to `most` bytes of a chunk; fewer where chunk or file end before. */
export function readChunk(file: InputFile, chunk: Chunk, most: number): Promise<Uint8Array> {
  return readBytes(file, chunk.startByte, Math.min(most, chunk.statedBytes));
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
