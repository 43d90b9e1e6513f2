/**
 * A long result that takes no room: stems whose samples are holes in their files, in a folder as jobs leave them.
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

/** @param folder is made */
export async function writeLongResult(
  folder: string,
  { stems, seconds }: { readonly stems: readonly string[]; readonly seconds: number },
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const frames = seconds * LAYOUT.rateHz;
  for (const stem of stems) {
    const file = await open(path.join(folder, `${stem}.wav`), 'w');
    await file.write(wavHeader(LAYOUT, frames, MAX_RIFF_BYTES));
    await file.truncate(wavFileBytes(LAYOUT, frames));
    await file.close();
  }
  const manifest = {
    stemwright: '0.1.0',
    stems: Object.fromEntries(stems.map((stem) => [stem, `${stem}.wav`])),
    files: {},
  };
  await writeFile(path.join(folder, 'stems.json'), JSON.stringify(manifest));
}
