/**
 * A long recording in a format that only ffmpeg reads, at no cost: a Sun AU file of silence in 16-bit stereo that has a hole where
 * its samples are.
 */
import { truncate, writeFile } from 'node:fs/promises';

const RATE_HZ = 44_100;
const HEADER_BYTES = 24;
const FRAME_BYTES = 4;
/** linear 16-bit */
const ENCODING = 3;

export async function writeLongAu(path: string, seconds: number): Promise<void> {
  const dataBytes = seconds * RATE_HZ * FRAME_BYTES;
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('.snd', 0, 'latin1');
  [HEADER_BYTES, dataBytes, ENCODING, RATE_HZ, 2].forEach((value, index) =>
    header.writeUInt32BE(value, 4 + 4 * index),
  );
  await writeFile(path, header);
  await truncate(path, HEADER_BYTES + dataBytes);
}
