/**
 * Opens an audio file of any format as an AudioSource: with our own decoders where they know it, else with ffmpeg.
 *
 * The format is recognised by content, never by name. Files are read and decoded block by block, so
 * memory does not grow with length. Neither resamples nor mixes: rate and channels are the file's own.
 */
import { OperationalError } from '../operational-error.js';
import type { AudioSource } from './audio-source.js';
import { DamageLog } from './damage-log.js';
import { ffmpegMissing } from './ffmpeg/ffmpeg-errors.js';
import { openFfmpegStream } from './ffmpeg/ffmpeg-stream.js';
import { ffmpegTools, HOW_TO_GET_FFMPEG } from './ffmpeg/find-ffmpeg.js';
import { UnknownEncoding } from './formats/audio-format.js';
import { sourceFromStream, type AudioStream } from './formats/audio-stream.js';
import { DEFAULT_READ_BYTES } from './formats/byte-window.js';
import { readFormatsText } from './formats/formats.js';
import { openInputFile, type InputAccess, type InputFile } from './formats/input-file.js';
import { recogniseFormat } from './formats/recognise-format.js';

export interface OpenAudioOptions extends InputAccess {
  /** bytes read at once; the samples never depend on it @default 262144 */
  readonly readBytes?: number;
}

/**
 * Reads WAV (RIFF, RIFX, RF64/BW64, Wave64), AIFF, AIFF-C and CAF with PCM of 8 to 32 bits, float of 32 and 64, A-law and
 * mu-law; FLAC, MP3 (MPEG layers I to III), Ogg Vorbis, Ogg Opus and Ogg FLAC, MP3 and Ogg also joined; 1 to 8 channels, 4 kHz
 * to 384 kHz. Integers are scaled by 1 / 2^(bits-1), so full scale is 1 and nothing is clipped. More than two channels come in
 * WAV order. Whatever else holds sound is read where ffmpeg and ffprobe are on the PATH.
 *
 * A file that is cut short is read to its end; what is passed over, or missing, is in the source's `damage`.
 * @throws OperationalError `input-missing`, `input-unreadable`, `input-empty`, `input-format`, `input-truncated`; `not-allowed`,
 *   `cancelled`, also while the source is read
 */
export async function openAudioSource(
  path: string,
  options: OpenAudioOptions = {},
): Promise<AudioSource> {
  const file = await openInputFile(path, options);
  try {
    const damage = new DamageLog(path);
    const stream = await openStream(file, damage, options);
    try {
      return await sourceFromStream(file, stream, damage);
    } catch (error) {
      await stream.blocks.return(undefined);
      throw error;
    }
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function openStream(
  file: InputFile,
  damage: DamageLog,
  options: OpenAudioOptions,
): Promise<AudioStream> {
  const { readBytes = DEFAULT_READ_BYTES } = options;
  const found = await recogniseFormat(file);
  switch (found.kind) {
    case 'own': {
      const { format, startByte, passedBytes } = found;
      if (passedBytes > 0)
        damage.note(`begins with ${passedBytes} bytes that are no audio: they are passed over`);
      try {
        return await format.open(file, { startByte, readBytes, damage });
      } catch (error) {
        if (!(error instanceof UnknownEncoding)) throw error;
        return openWithFfmpeg(file, error.what, damage, options);
      }
    }
    case 'ffmpeg':
      return openWithFfmpeg(file, found.format.name, damage, options);
    case 'no audio':
      throw new OperationalError(
        'input-format',
        `${file.path} is ${found.format.name}: expected ${readFormatsText()}. Play it to a sound file first.`,
      );
    case 'unknown':
      return openUnknown(file, found.start, damage, options);
  }
}

async function openWithFfmpeg(
  file: InputFile,
  what: string,
  damage: DamageLog,
  { signal }: OpenAudioOptions,
): Promise<AudioStream> {
  const tools = await ffmpegTools();
  if (tools === undefined) throw await ffmpegMissing(file.path, what);
  return openFfmpegStream(tools, { file, what, damage, signal });
}

/** @param start how the file begins */
async function openUnknown(
  file: InputFile,
  start: string,
  damage: DamageLog,
  { signal }: OpenAudioOptions,
): Promise<AudioStream> {
  const unknown = (others: string): OperationalError =>
    new OperationalError(
      'input-format',
      `${file.path} is not audio that can be read here (${start}): expected ${readFormatsText()}${others} ` +
        'The name of a file does not matter, only what is in it.',
    );
  const tools = await ffmpegTools();
  if (tools === undefined) {
    throw unknown(`; with ffmpeg and ffprobe on the PATH much more is read. ${HOW_TO_GET_FFMPEG}.`);
  }
  return openFfmpegStream(tools, {
    file,
    what: 'of a format that ffmpeg alone knows',
    unknown: unknown(', or what ffmpeg reads.'),
    damage,
    signal,
  });
}
