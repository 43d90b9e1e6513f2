/**
 * Keep stems: makes whole files of stems whose writing has ended, in whichever way: at its end, by a full disk, by kill -9.
 *
 *   partial files -> cut to the frames that all of them have -> flushed -> their names
 *
 * A file of ours is a valid WAV after every write (wav-writer), and stems are written one after the other: so each has its header's
 * frames, and some a block more than others. A name that is taken is left to whoever has it. Nothing is removed: what cannot be made
 * whole stays as it is, under its temporary name.
 */
import { dirname, join } from 'node:path';

import { open, readdir, removeFile, rmdir } from '../file-system.js';
import { OperationalError } from '../operational-error.js';
import { finalNameOf, placeNew, syncFolder, writerOf } from './output-file.js';
import { outputFailed } from './output-failed.js';
import {
  frameBytesOf,
  MAX_RIFF_BYTES,
  MOST_HEADER_BYTES,
  readWavHeader,
  wavHeader,
  type WavHeader,
} from './wav-layout.js';

/** Where a stem is, and where it belongs. */
export interface PartialStem {
  readonly path: string;
  readonly temporaryPath: string;
}

export interface KeptStems {
  /** of each file that is whole now; 0: nothing had been written, and the empty files are where they were */
  readonly frames: number;
  /** paths of the whole files */
  readonly kept: readonly string[];
  /** what could not be made whole, and why */
  readonly left: readonly { readonly temporaryPath: string; readonly reason: string }[];
}

const NOT_OURS = 'its first bytes are none that Stemwright writes';
const SUFFIX = '.wav';

/** @param partials of one recording, which nobody writes to any more */
export async function keepStems(partials: readonly PartialStem[]): Promise<KeptStems> {
  const kept: string[] = [];
  const left: { temporaryPath: string; reason: string }[] = [];
  const whole: { stem: PartialStem; header: WavHeader }[] = [];
  let frames = Infinity;
  /** Does it, or says why not. */
  const each = async ({ path, temporaryPath }: PartialStem, work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      const failure = outputFailed(path, error);
      const reason = failure instanceof Error ? failure.message : String(failure);
      left.push({ temporaryPath, reason });
    }
  };
  for (const stem of partials) {
    await each(stem, async () => {
      const header = await wholeFrames(stem.temporaryPath);
      frames = Math.min(frames, header?.frames ?? 0);
      if (header !== undefined) whole.push({ stem, header });
    });
  }
  if (whole.length === 0 || frames === 0) return { frames: 0, kept, left };
  for (const { stem, header } of whole) {
    await each(stem, async () => {
      await cutTo(stem.temporaryPath, header, frames);
      await placeNew(stem.temporaryPath, stem.path);
      kept.push(stem.path);
    });
  }
  await syncFolder(dirname(partials[0]!.path)).catch(() => undefined);
  return { frames, kept, left };
}

/**
 * The same with all stems of a process that are still partial in a folder, if there are any. Where nothing had been written the
 * empty files are removed, and the folder with them if it holds nothing else.
 * @param pid of the process that wrote them; it does so no more
 */
export async function keepStemsOf(pid: number, folder: string): Promise<KeptStems> {
  const names = await readdir(folder).catch((): string[] => []);
  const partials = names.flatMap((name) => {
    const final = finalNameOf(name);
    if (writerOf(name) !== pid || final?.endsWith(SUFFIX) !== true) return [];
    return [{ path: join(folder, final), temporaryPath: join(folder, name) }];
  });
  const result = await keepStems(partials);
  const isEmpty = result.frames === 0 && result.left.length === 0;
  if (!isEmpty) return result;
  await Promise.allSettled(partials.map(({ temporaryPath }) => removeFile(temporaryPath)));
  await rmdir(folder).catch(() => undefined);
  return result;
}

/** In one sentence, for those that were left. */
export function leftSentence(left: KeptStems['left']): string {
  const names = left.map(({ temporaryPath, reason }) => `${temporaryPath} (${reason})`);
  return `What was recorded last is still in ${names.join(' and ')}: WAV files, whatever they are called.`;
}

/**
 * What its header promises, as far as it is there; undefined where there is nothing at all yet.
 * @throws OperationalError for a file that is none of ours
 */
async function wholeFrames(path: string): Promise<WavHeader | undefined> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    if (size === 0) return undefined;
    const first = Buffer.alloc(MOST_HEADER_BYTES);
    await handle.read(first, 0, first.length, 0);
    const header = readWavHeader(first);
    if (header === undefined) throw new OperationalError('output-failed', NOT_OURS);
    const there = Math.floor((size - header.bytes) / frameBytesOf(header.layout));
    return { ...header, frames: Math.max(0, Math.min(header.frames, there)) };
  } finally {
    await handle.close();
  }
}

/** Cuts a file of ours that has at least so many frames, and waits until the disk has it. */
async function cutTo(path: string, { layout, bytes }: WavHeader, frames: number): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    const dataBytes = frames * frameBytesOf(layout);
    await handle.truncate(bytes + dataBytes);
    if (dataBytes % 2 === 1) await handle.write(Buffer.alloc(1), 0, 1, bytes + dataBytes);
    const header = wavHeader(layout, frames, MAX_RIFF_BYTES);
    await handle.write(header, 0, header.length, 0);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
