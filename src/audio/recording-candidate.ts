/**
 * Recording candidate: whether a file of a library is a recording, by its first bytes, and by its name where they do not tell.
 *
 *   begins as one of our formats                    a recording, whatever it is called
 *   called like one of our formats                  a recording; opening it tells what is wrong with it
 *   called like audio or video that ffmpeg reads    a recording where ffmpeg is there and sees sound in it
 *   anything else                                   none
 *
 * ffprobe is asked only where a name speaks of audio or video, and not about audio that begins as its format does.
 */
import { OperationalError, throwIfCancelled } from '../operational-error.js';
import type { FfmpegTools } from './ffmpeg/find-ffmpeg.js';
import { probeFile } from './ffmpeg/probe-file.js';
import { kindByExtension } from './formats/formats.js';
import { openInputFile, type InputFile } from './formats/input-file.js';
import { recogniseFormat, type RecognisedFormat } from './formats/recognise-format.js';

/** Why a file that is called like audio or video is none that is read. */
export type LeftOutReason = 'needs ffmpeg' | 'no sound' | 'no file';

export type Candidate = 'recording' | Exclude<LeftOutReason, 'no file'> | 'something else';

/**
 * @param extension lower case, with its dot
 * @param tools undefined where there is no ffmpeg
 * @throws OperationalError `cancelled`
 */
export async function recordingCandidate(
  path: string,
  extension: string,
  tools: FfmpegTools | undefined,
  signal?: AbortSignal,
): Promise<Candidate> {
  const kind = kindByExtension(extension);
  const file = await openInputFile(path).catch(operationalOnly);
  try {
    const found =
      file === undefined ? undefined : await recogniseFormat(file).catch(operationalOnly);
    if (isOwn(found, kind !== undefined || extension === '')) return 'recording';
    if (kind === 'own') return 'recording';
    if (kind === undefined) return 'something else';
    // opening it tells why it cannot be looked at
    if (file === undefined || found === undefined)
      return kind === 'audio' ? 'recording' : 'no sound';
    if (found.kind !== 'ffmpeg' && found.kind !== 'unknown') return 'no sound';
    if (tools === undefined) return found.kind === 'ffmpeg' ? 'needs ffmpeg' : 'no sound';
    const isCertain = kind === 'audio' && found.kind === 'ffmpeg';
    return isCertain || (await hasSound(tools, file, signal)) ? 'recording' : 'no sound';
  } finally {
    await file?.close();
  }
}

/** What has no certain mark is believed only where the name does not speak against it. */
function isOwn(found: RecognisedFormat | undefined, nameAllows: boolean): boolean {
  return found?.kind === 'own' && (found.format.isFallback !== true || nameAllows);
}

async function hasSound(
  tools: FfmpegTools,
  file: InputFile,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const probe = await probeFile(tools, file, signal);
  throwIfCancelled(signal);
  return probe.kind === 'sound';
}

/** A file that cannot be looked at has no content that tells. */
function operationalOnly(error: unknown): undefined {
  if (!(error instanceof OperationalError)) throw error;
}
