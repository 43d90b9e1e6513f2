/**
 * A long result that takes no room: stems whose samples are holes in their files, in a folder as jobs leave them. From some seconds on
 * each of them holds a sample of its own for a while.
 */
import { mkdir, open, writeFile } from 'node:fs/promises';
import path from 'node:path';

import {
  MAX_RIFF_BYTES,
  wavFileBytes,
  wavHeader,
  type WavLayout,
} from '../../src/audio/wav-layout.js';

const LAYOUT: WavLayout = { rateHz: 44_100, channels: 2, encoding: 'float32' };
/** How long a mark sounds. */
const MARKED_FRAMES = 4 * LAYOUT.rateHz;

export interface LongResult {
  readonly stems: readonly string[];
  readonly seconds: number;
  /** seconds that are no silence, and the sample that each stem has there */
  readonly marks?: readonly { readonly second: number; readonly sample: number }[];
}

/** @param folder is made */
export async function writeLongResult(
  folder: string,
  { stems, seconds, marks = [] }: LongResult,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const frames = seconds * LAYOUT.rateHz;
  for (const stem of stems) {
    const file = await open(path.join(folder, `${stem}.wav`), 'w');
    await file.write(wavHeader(LAYOUT, frames, MAX_RIFF_BYTES));
    await file.truncate(wavFileBytes(LAYOUT, frames));
    for (const { second, sample } of marks) {
      const samples = new Float32Array(MARKED_FRAMES * LAYOUT.channels).fill(sample);
      const start = wavFileBytes(LAYOUT, second * LAYOUT.rateHz);
      await file.write(new Uint8Array(samples.buffer), 0, samples.byteLength, start);
    }
    await file.close();
  }
  const manifest = {
    stemwright: '0.1.0',
    stems: Object.fromEntries(stems.map((stem) => [stem, `${stem}.wav`])),
    files: {},
  };
  await writeFile(path.join(folder, 'stems.json'), JSON.stringify(manifest));
}
