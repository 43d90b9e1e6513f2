/**
 * Peaks: of every so many frames of a stem, or of several as one sound, the smallest and the largest sample of all channels, for
 * waveforms.
 *
 *   min, max, min, max ... as int16 little-endian, full scale = 32767; what is beyond is clipped
 *
 * Of what is finished all levels are computed in one pass, once, and kept in files; of one that grows, what is asked for is computed.
 */
import { createHash } from 'node:crypto';
import path from 'node:path';

import { openInputFile } from '../../audio/formats/input-file.js';
import { createFolder } from '../../audio/create-folder.js';
import { outputFailed } from '../../audio/output-failed.js';
import { temporaryPathFor } from '../../audio/output-file.js';
import { ifMissing } from '../../file-errors.js';
import { open, readdir, removeFile, rename, stat, type FileHandle } from '../../file-system.js';
import { OperationalError } from '../../operational-error.js';
import { fileBody } from './file-body.js';
import { openMix, type MixLane, type OpenMix } from './open-mix.js';
import { BYTES_PER_PEAK, PeakMeter } from './peak-meter.js';
import type { StemOfResult } from './stem-of-result.js';

/** Frames a peak stands for: from a few seconds in a window to hours. */
export const FRAMES_PER_PEAK = [256, 2048, 16_384] as const;
type FramesPerPeak = (typeof FRAMES_PER_PEAK)[number];

export interface WantedPeaks {
  readonly framesPerPeak: number;
  /** the first peak is that of the frames from here on */
  readonly startFrame: number;
}

export interface Peaks {
  /**
   * @param stems one, or those that are summed
   * @throws OperationalError `bad-argument`; as openMix; `output-failed`
   */
  respond(stems: readonly StemOfResult[], wanted: WantedPeaks): Promise<Response>;
}

/** An hour of a stem has 3 MB of them. */
const MOST_FILES = 300;

export function createPeaks(folder: string): Peaks {
  /** being computed, by their file's name without level */
  const underWay = new Map<string, Promise<void>>();

  /** @returns the file of that level, which is there */
  async function kept(stems: readonly StemOfResult[], level: FramesPerPeak): Promise<string> {
    const key = await keyOf(stems);
    const fileOf = (each: FramesPerPeak) => path.join(folder, `${key}-${each}.peaks`);
    if ((await stat(fileOf(level)).catch(ifMissing(undefined))) === undefined) {
      const computing = underWay.get(key) ?? computeAll(stems, fileOf);
      underWay.set(key, computing);
      await computing.finally(() => underWay.delete(key));
    }
    return fileOf(level);
  }

  async function computeAll(
    stems: readonly StemOfResult[],
    fileOf: (level: FramesPerPeak) => string,
  ): Promise<void> {
    const mix = await openMix(stems.map(asItIs));
    try {
      await createFolder(folder);
      await removeOldest(folder);
      await writePeaks(mix, FRAMES_PER_PEAK.map(fileOf));
    } catch (error) {
      throw error instanceof OperationalError ? error : outputFailed('Peaks of a waveform', error);
    } finally {
      await mix.close();
    }
  }

  return {
    async respond(stems, { framesPerPeak, startFrame }) {
      const level = FRAMES_PER_PEAK.find((each) => each === framesPerPeak);
      if (level === undefined || !Number.isSafeInteger(startFrame) || startFrame < 0) {
        throw new OperationalError(
          'bad-argument',
          `Expected ${FRAMES_PER_PEAK.join(', ')} frames a peak from a frame on, got ${framesPerPeak} from ${startFrame}.`,
        );
      }
      if (!stems.every(({ isFinished }) => isFinished))
        return respondWith(Uint8Array.from(await peaksFrom(stems, level, startFrame)));
      const file = await openInputFile(await kept(stems, level), { within: [folder] });
      return respondWith(
        fileBody(file, { start: BYTES_PER_PEAK * Math.floor(startFrame / level) }),
      );
    },
  };
}

function respondWith(peaks: ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer>): Response {
  return new Response(peaks, { headers: { 'content-type': 'application/octet-stream' } });
}

function asItIs(stem: StemOfResult): MixLane {
  return { stem, gain: 1 };
}

/** Of what stems that grow have so far. */
async function peaksFrom(
  stems: readonly StemOfResult[],
  level: FramesPerPeak,
  startFrame: number,
): Promise<Uint8Array> {
  const mix = await openMix(stems.map(asItIs));
  try {
    const meter = new PeakMeter(level);
    const pieces: Uint8Array[] = [];
    for await (const block of mix.blocks(startFrame)) pieces.push(meter.push(block));
    return Buffer.concat([...pieces, meter.end()]);
  } finally {
    await mix.close();
  }
}

/** Each file appears whole or not at all. */
async function writePeaks(mix: OpenMix, files: readonly string[]): Promise<void> {
  const writing: { file: string; temporary: string; handle: FileHandle; meter: PeakMeter }[] = [];
  try {
    for (const [index, file] of files.entries()) {
      const temporary = temporaryPathFor(file);
      const handle = await open(temporary, 'wx');
      writing.push({ file, temporary, handle, meter: new PeakMeter(FRAMES_PER_PEAK[index]!) });
    }
    for await (const block of mix.blocks(0)) {
      for (const { handle, meter } of writing) await handle.write(meter.push(block));
    }
    for (const { handle, meter } of writing) await handle.write(meter.end());
  } catch (error) {
    for (const { temporary } of writing) await removeFile(temporary);
    throw error;
  } finally {
    for (const { handle } of writing) await handle.close();
  }
  for (const { temporary, file } of writing) await rename(temporary, file);
}

/** A stem that was written anew is another one. */
async function keyOf(stems: readonly StemOfResult[]): Promise<string> {
  const hash = createHash('sha256');
  for (const { path: file } of stems) {
    const facts = await stat(file).catch(ifMissing(undefined));
    if (facts === undefined) {
      throw new OperationalError('input-missing', `There is no file ${file} any more.`);
    }
    hash.update(`${file}\0${facts.size}\0${facts.mtimeMs}\0`);
  }
  return hash.digest('hex').slice(0, 32);
}

async function removeOldest(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.peaks'));
  if (names.length < MOST_FILES) return;
  const aged = await Promise.all(
    names.map(async (name) => {
      const file = path.join(folder, name);
      return { file, ms: (await stat(file).catch(ifMissing(undefined)))?.mtimeMs ?? 0 };
    }),
  );
  aged.sort((a, b) => a.ms - b.ms);
  for (const { file } of aged.slice(0, names.length - MOST_FILES + 3)) await removeFile(file);
}
