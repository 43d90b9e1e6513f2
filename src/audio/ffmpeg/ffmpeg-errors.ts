/**
 * What is said of a file that ffmpeg would have to read, or cannot: expected, got, what to do. Of ffmpeg's own words no more than
 * one cleaned line.
 */
import { OperationalError } from '../../operational-error.js';
import { HOW_TO_GET_FFMPEG, lookForTools } from './find-ffmpeg.js';
import type { Probe } from './probe-file.js';

/** @param what as in "it is ..." */
export async function ffmpegMissing(path: string, what: string): Promise<OperationalError> {
  const found = Object.keys(await lookForTools());
  return new OperationalError(
    'input-format',
    `${path} is ${what}, which is read with ffmpeg and ffprobe: expected both on the PATH, found ` +
      `${found.length === 0 ? 'neither' : `only ${found.join()}`}. ${HOW_TO_GET_FFMPEG}, or convert the file to WAV or FLAC.`,
  );
}

/** @param program what does not run */
export function ffmpegBroken(path: string, what: string, program: string): OperationalError {
  return new OperationalError(
    'input-format',
    `${path} is ${what}, which is read with ffmpeg, and ${program} does not run: expected that it tells its version. ` +
      'Install it again.',
  );
}

export function noSound(
  path: string,
  what: string,
  { encoding }: Extract<Probe, { kind: 'no sound' }>,
): OperationalError {
  return encoding === undefined
    ? new OperationalError(
        'input-empty',
        `${path} is ${what} and holds no audio, only pictures or text: expected sound in it. Choose another file.`,
      )
    : new OperationalError(
        'input-format',
        `${path} is ${what}, with sound that this ffmpeg does not know (${encoding}): expected a kind that it decodes. ` +
          'It may be protected against copying; export it in another format.',
      );
}

/** @param complaint what ffmpeg says, cleaned, if anything. @param end how it ended, as in "it ..." */
export function cannotBeDecoded(
  path: string,
  what: string,
  complaint: string | undefined,
  end: string,
): OperationalError {
  if (complaint?.includes('moov atom not found') === true) {
    return new OperationalError(
      'input-truncated',
      `${path} is ${what} without its index (moov), which is often written last: the file is cut short. Copy or download it again.`,
    );
  }
  return new OperationalError(
    'input-format',
    `${path} is ${what}, which ffmpeg cannot decode (it ${complaint === undefined ? end : `says: ${complaint}`}): expected an intact file. ` +
      'Export, copy or download it again.',
  );
}

/** @param end as in "it ..." */
export function ffmpegEnded(path: string, end: string): OperationalError {
  return new OperationalError(
    'input-unreadable',
    `${path} was not read to its end: ffmpeg, which decodes it, ${end}. Try again; the system may have been short of memory.`,
  );
}
