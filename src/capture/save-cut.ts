/**
 * Save a cut: a part of the live input as a WAV file, whole or not at all, so that a job can read it like any other file.
 */
import { rm } from 'node:fs/promises';
import path from 'node:path';

import { createFolder } from '../audio/create-folder.js';
import { outputFailed } from '../audio/output-failed.js';
import { placeNew, syncFolder, temporaryPathFor } from '../audio/output-file.js';
import { createWavWriter } from '../audio/wav-writer.js';
import type { Cut } from './capture.js';

/** Half a second: a block is copied and written in a few milliseconds. */
const BLOCK_SECONDS = 0.5;

/** @param file created with its folder; bit for bit what came in. @throws OperationalError `output-failed`, `output-exists` */
export async function saveCut(cut: Cut, file: string): Promise<void> {
  const { rateHz, channels, frames } = cut;
  const temporary = temporaryPathFor(file);
  const folder = path.dirname(file);
  try {
    await createFolder(folder);
    const layout = { rateHz, channels, encoding: 'float32', exclusive: true, name: file } as const;
    const writer = await createWavWriter(temporary, layout);
    try {
      const blockFrames = Math.ceil(BLOCK_SECONDS * rateHz);
      for (let start = 0; start < frames; start += blockFrames) {
        await writer.write(cut.read(start, Math.min(frames, start + blockFrames)));
      }
      await writer.sync();
    } finally {
      await writer.close();
    }
    await placeNew(temporary, file);
    await syncFolder(folder);
  } catch (error) {
    // why it failed says more than what may go wrong here
    await rm(temporary, { force: true }).catch(() => undefined);
    throw outputFailed(file, error);
  }
}
