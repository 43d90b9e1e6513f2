/**
 * Small WAV files for tests, written by hand so that the code under test does not check itself.
 */
import { readFile, writeFile } from 'node:fs/promises';

const HEADER_BYTES = 44;

/** Writes [channels] of [frames] as 16-bit PCM with the plain 44-byte header. */
export async function writeWav16(
  file: string,
  rateHz: number,
  rows: readonly Float32Array[],
): Promise<void> {
  const channels = rows.length;
  const frames = rows[0]?.length ?? 0;
  const dataBytes = 2 * channels * frames;
  const bytes = Buffer.alloc(HEADER_BYTES + dataBytes);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(HEADER_BYTES - 8 + dataBytes, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(channels, 22);
  bytes.writeUInt32LE(rateHz, 24);
  bytes.writeUInt32LE(rateHz * channels * 2, 28);
  bytes.writeUInt16LE(channels * 2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(dataBytes, 40);
  let at = HEADER_BYTES;
  for (let t = 0; t < frames; t++) {
    for (const row of rows) at = bytes.writeInt16LE(sixteenBits(row[t]!), at);
  }
  await writeFile(file, bytes);
}

/** Has the header of such a file promise more frames than it holds, as where it was cut short. */
export async function promiseMore(file: string): Promise<void> {
  const bytes = await readFile(file);
  bytes.writeUInt32LE(bytes.readUInt32LE(40) + 2000, 40);
  await writeFile(file, bytes);
}

/** What is read of them again: integers are scaled by 2^-15. */
export function inSixteenBits(row: Float32Array): Float32Array {
  return row.map((sample) => sixteenBits(sample) / 2 ** 15);
}

function sixteenBits(sample: number): number {
  return Math.round(32767 * sample);
}
