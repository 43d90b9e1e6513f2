/**
 * Stated length: how many frames a file's header says its sound has, to the frame, where it does.
 *
 * ffmpeg decodes whole packets. Most containers that have lost what was put behind the last frame do not say so; what is read of
 * them is what ffmpeg gives.
 */
import { chunksOf, readChunk, viewOf } from '../formats/iff-chunks.js';
import type { InputFile } from '../formats/input-file.js';
import { mp4Seconds } from './mp4-length.js';
import type { ProbedSound } from './probe-file.js';

/** Their headers count frames, and their packets hold no others. */
const COUNTING_FRAMES = ['ape', 'dsf', 'flac', 'tak', 'tta', 'wv'];
/** Their headers say how long the sound is, a little too long or too short; other lengths are guessed from a file's size. */
const TELLING_TIME = ['aiff', 'asf', 'au', 'avi', 'caf', 'iff', 'matroska', 'mov', 'w64'];

export interface StatedLength {
  /** undefined: the file does not say */
  readonly frames: number | undefined;
  /** whether it is right to the frame */
  readonly isExact: boolean;
}

/** @param rateHz of what ffmpeg decodes. @throws OperationalError `input-unreadable` */
export async function statedLength(
  file: InputFile,
  sound: ProbedSound,
  rateHz: number,
): Promise<StatedLength> {
  const frames = await statedFrames(file, sound, rateHz);
  if (frames !== undefined) return { frames, isExact: true };
  const { seconds } = sound;
  const tellsTime = seconds !== undefined && isOneOf(sound, TELLING_TIME);
  return { frames: tellsTime ? Math.round(seconds * rateHz) : undefined, isExact: false };
}

async function statedFrames(
  file: InputFile,
  sound: ProbedSound,
  rateHz: number,
): Promise<number | undefined> {
  if (isOneOf(sound, ['mov'])) {
    const seconds = await mp4Seconds(file);
    return (
      itunesFrames(sound.itunesGap) ??
      (seconds === undefined ? undefined : Math.round(seconds * rateHz))
    );
  }
  if (isOneOf(sound, ['wav'])) return factFrames(file);
  const { frames = 0 } = sound;
  if (!isOneOf(sound, COUNTING_FRAMES) || frames === 0) return undefined;
  return Math.round((frames * rateHz) / sound.rateHz);
}

/** ffmpeg's demuxers have several names. */
function isOneOf({ what }: ProbedSound, demuxers: readonly string[]): boolean {
  return what.demuxer.split(',').some((name) => demuxers.includes(name));
}

/** `iTunSMPB`: zero, encoder delay, padding and the recording's frames in hexadecimal, and more. */
function itunesFrames(text: string | undefined): number | undefined {
  const frames = parseInt(text?.trim().split(/\s+/)[3] ?? '', 16);
  return frames > 0 ? frames : undefined;
}

/** WAV's `fact` chunk, which says of compressed samples how many frames they are. */
async function factFrames(file: InputFile): Promise<number | undefined> {
  for await (const chunk of chunksOf(file, { startByte: 0, littleEndian: true })) {
    if (chunk.name === 'data') return undefined;
    if (chunk.name !== 'fact' || chunk.statedBytes < 4) continue;
    const frames = viewOf(await readChunk(file, chunk, 4)).getUint32(0, true);
    return frames === 0 || frames === 0xffff_ffff ? undefined : frames;
  }
  return undefined;
}
