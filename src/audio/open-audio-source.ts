/**
 * Opens an audio file of any supported format as an AudioSource.
 *
 * The format is recognised by content, never by name. Files are read in pieces and decoded piece by piece, so
 * memory does not grow with length. Neither resamples nor mixes: rate and channels are the file's own.
 */
import type { AudioSource } from './audio-source.js';
import { sourceFromStream } from './formats/audio-stream.js';
import { DEFAULT_READ_BYTES } from './formats/byte-window.js';
import { openInputFile } from './formats/input-file.js';
import { recogniseFormat } from './formats/recognise-format.js';

export interface OpenAudioOptions {
  /** bytes read at once; the samples never depend on it @default 262144 */
  readonly readBytes?: number;
}

/**
 * Reads WAV (PCM 8 to 32 bits, float 32 and 64, RF64/BW64), AIFF and AIFF-C (PCM and float), FLAC, MP3 (MPEG
 * layers I to III), Ogg Vorbis, Ogg Opus and Ogg FLAC; 1 to 8 channels, 4 kHz to 384 kHz. Integers are scaled
 * by 1 / 2^(bits-1), so full scale is 1 and nothing is clipped. More than two channels come in WAV order.
 * @throws OperationalError `input-missing`, `input-unreadable`, `input-empty`, `input-format`, `input-truncated`
 */
export async function openAudioSource(
  path: string,
  { readBytes = DEFAULT_READ_BYTES }: OpenAudioOptions = {},
): Promise<AudioSource> {
  const file = await openInputFile(path);
  try {
    const { format, startByte } = await recogniseFormat(file);
    const stream = await format.open(file, { startByte, readBytes });
    try {
      return await sourceFromStream(file, stream);
    } catch (error) {
      await stream.pieces.return(undefined);
      throw error;
    }
  } catch (error) {
    await file.close();
    throw error;
  }
}
