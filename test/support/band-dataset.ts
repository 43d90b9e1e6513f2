/**
 * A small dataset: tracks of a bass and drums, short and at a low rate, each with sound of its own.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { beating } from './synthetic-source.js';
import { writeWav16 } from './wav-file.js';

export const BAND_RATE_HZ = 8000;
/** one window of the metric */
export const BAND_SECONDS = 4;

/** @param part another number, another sound */
export function bandPart(part: number, seconds = BAND_SECONDS): Float32Array {
  const sample = beating(BAND_RATE_HZ);
  return Float32Array.from({ length: seconds * BAND_RATE_HZ }, (_, t) => sample(part, t));
}

/** TRACK/bass.wav and TRACK/drums.wav. */
export async function writeBandTrack(
  folder: string,
  { bass, drums }: { bass: Float32Array; drums: Float32Array },
  rateHz = BAND_RATE_HZ,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeWav16(path.join(folder, 'bass.wav'), rateHz, [bass]);
  await writeWav16(path.join(folder, 'drums.wav'), rateHz, [drums]);
}

/** DATASET/Track00001, ... */
export async function writeBandDataset(dataset: string, tracks: number): Promise<void> {
  for (let number = 1; number <= tracks; number++) {
    const folder = path.join(dataset, `Track0000${number}`);
    await writeBandTrack(folder, { bass: bandPart(number), drums: bandPart(40 + 7 * number) });
  }
}
