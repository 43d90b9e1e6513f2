/**
 * A long 16-bit stereo WAV of noise, written block by block, so that whoever measures memory holds no more than the program
 * that is measured may.
 */
import { open } from 'node:fs/promises';

const CHANNELS = 2;

export async function writeLongWav(file: string, rateHz: number, seconds: number): Promise<void> {
  const bytesPerSecond = rateHz * CHANNELS * 2;
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + seconds * bytesPerSecond, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(CHANNELS, 22);
  header.writeUInt32LE(rateHz, 24);
  header.writeUInt32LE(bytesPerSecond, 28);
  header.writeUInt16LE(CHANNELS * 2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(seconds * bytesPerSecond, 40);
  const second = Buffer.alloc(bytesPerSecond);
  // a linear congruential generator, 20 dB below full scale
  let state = 1;
  for (let at = 0; at < second.length; at += 2) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    second.writeInt16LE(Math.round((state / 2 ** 32 - 0.5) * 6553), at);
  }
  const handle = await open(file, 'w');
  try {
    await handle.write(header);
    for (let i = 0; i < seconds; i++) await handle.write(second);
  } finally {
    await handle.close();
  }
}
