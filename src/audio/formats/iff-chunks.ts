/**
 * The chunks of a RIFF or IFF file: a four-character name, a length, that many bytes, and a padding byte where
 * the length is odd. Only headers are read; the chunks themselves may be of any length.
 */
import type { InputFile } from './input-file.js';

export interface Chunk {
  readonly name: string;
  /** what its header says, unchecked */
  readonly statedBytes: number;
  /** where its contents start */
  readonly startByte: number;
}

const CHUNK_HEADER_BYTES = 8;
const FILE_HEADER_BYTES = 12;

export interface ChunkWalk {
  readonly littleEndian: boolean;
  /** the true length of a chunk, where something else than its header tells it (RF64) */
  readonly trueBytes?: (chunk: Chunk) => number;
}

/** The chunks from behind the file's own 12-byte header to the end of the file. */
export async function* chunksOf(
  file: InputFile,
  { littleEndian, trueBytes = (chunk) => chunk.statedBytes }: ChunkWalk,
): AsyncGenerator<Chunk, void, void> {
  let position = FILE_HEADER_BYTES;
  while (position + CHUNK_HEADER_BYTES <= file.bytes) {
    const header = await readBytes(file, position, CHUNK_HEADER_BYTES);
    const chunk = {
      name: String.fromCharCode(...header.subarray(0, 4)),
      statedBytes: viewOf(header).getUint32(4, littleEndian),
      startByte: position + CHUNK_HEADER_BYTES,
    };
    yield chunk;
    const bytes = trueBytes(chunk);
    position = chunk.startByte + bytes + (bytes % 2);
  }
}

/** Up to `most` bytes of a chunk; fewer where chunk or file end before. */
export function readChunk(file: InputFile, chunk: Chunk, most: number): Promise<Uint8Array> {
  return readBytes(file, chunk.startByte, Math.min(most, chunk.statedBytes));
}

/** Up to `bytes` bytes from `position`; fewer where the file ends before. */
export async function readBytes(
  file: InputFile,
  position: number,
  bytes: number,
): Promise<Uint8Array> {
  const into = new Uint8Array(bytes);
  return into.subarray(0, await file.read(into, position));
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
