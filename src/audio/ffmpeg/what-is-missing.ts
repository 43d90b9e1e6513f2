/**
 * What is missing: whether a file that ffmpeg has decoded to its end ends before it should, by what its header promises and by what
 * ffmpeg said. Formats without a header (raw AAC, AC-3) promise nothing.
 */
import type { InputFile } from '../formats/input-file.js';
import type { Complaints } from './complaints.js';
import { statedBytes } from './stated-bytes.js';
import type { StatedLength } from './stated-length.js';
import { LONGEST_PACKET_FRAMES } from './without-padding.js';

export interface Decoded {
  readonly frames: number;
  readonly rateHz: number;
  readonly stated: StatedLength;
  readonly exitCode: number;
}

/** How it is known that the file ends before it should, or undefined where it does not. */
export async function whatIsMissing(
  file: InputFile,
  { first, speaksOfEarlyEnd }: Complaints,
  { frames, rateHz, stated, exitCode }: Decoded,
): Promise<string | undefined> {
  const bytes = await statedBytes(file);
  if (bytes !== undefined && bytes > file.bytes) {
    return `its header promises ${bytes} bytes, the file has ${file.bytes}`;
  }
  // more than what containers are mistaken by: a packet, or a second where they do not count frames
  const leastFrames = stated.isExact ? LONGEST_PACKET_FRAMES : rateHz;
  // one that has all its bytes holds what it holds, whatever it says of that
  if (bytes === undefined && stated.frames !== undefined && stated.frames - frames > leastFrames) {
    return `its header promises ${stated.frames} frames, ffmpeg decodes ${frames}`;
  }
  if (!speaksOfEarlyEnd && exitCode === 0) return undefined;
  return `ffmpeg expects more than the ${frames} frames that it decodes (it says: ${first ?? 'nothing'})`;
}
