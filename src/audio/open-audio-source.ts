/**
 * Opens an audio file of any supported format as an AudioSource.
 *
 * The format is recognised by content, never by name. Files are read and decoded block by block, so
 * memory does not grow with length. Neither resamples nor mixes: rate and channels are the file's own.
 */
import type { AudioSource } from './audio-source.js';
import { DamageLog } from './damage-log.js';
import { sourceFromStream } from './formats/audio-stream.js';
import { DEFAULT_READ_BYTES } from './formats/byte-window.js';
import { openInputFile, type InputAccess } from './formats/input-file.js';
import { recogniseFormat } from './formats/recognise-format.js';

export interface OpenAudioOptions extends InputAccess {
  /** bytes read at once; the samples never depend on it @default 262144 */
  readonly readBytes?: number;
}

/**
 * Reads WAV (RIFF, RIFX, RF64/BW64, Wave64), AIFF, AIFF-C and CAF with PCM of 8 to 32 bits, float of 32 and 64, A-law and
 * mu-law; FLAC, MP3 (MPEG layers I to III), Ogg Vorbis, Ogg Opus and Ogg FLAC, MP3 and Ogg also joined; 1 to 8 channels, 4 kHz
 * to 384 kHz. Integers are scaled by 1 / 2^(bits-1), so full scale is 1 and nothing is clipped. More than two channels come in
 * WAV order.
 *
 * A file that is cut short is read to its end; what is passed over, or missing, is in the source's `damage`.
 * @throws OperationalError `input-missing`, `input-unreadable`, `input-empty`, `input-format`, `input-truncated`; `not-allowed`,
 *   `cancelled`, also while the source is read
 */
export async function openAudioSource(
  path: string,
  { readBytes = DEFAULT_READ_BYTES, ...access }: OpenAudioOptions = {},
): Promise<AudioSource> {
  const file = await openInputFile(path, access);
  try {
    const damage = new DamageLog(path);
    const { format, startByte } = await recogniseFormat(file, damage);
    const stream = await format.open(file, { startByte, readBytes, damage });
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
