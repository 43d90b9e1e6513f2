/**
 * Opens an audio file of any supported format as an AudioSource.
 *
 * The format is recognised by content, never by name. Files are read in pieces and decoded piece by piece, so
 * memory does not grow with length. Neither resamples nor mixes: rate and channels are the file's own.
 */
import type { AudioSource } from './audio-source.js';
import { openAiffStream } from './formats/aiff-stream.js';
import { recogniseFormat, type AudioFormat } from './formats/audio-format.js';
import { sourceFromStream, type AudioStream, type StreamStart } from './formats/audio-stream.js';
import { DEFAULT_READ_BYTES } from './formats/byte-window.js';
import { openFlacStream } from './formats/flac-stream.js';
import { openInputFile, type InputFile } from './formats/input-file.js';
import { openMp3Stream } from './formats/mp3-stream.js';
import { openOggStream } from './formats/ogg-stream.js';
import { openWavStream } from './formats/wav-stream.js';

export interface OpenAudioOptions {
  /** bytes read at once; the samples never depend on it @default 262144 */
  readonly readBytes?: number;
}

type StreamOpener = (file: InputFile, start: StreamStart) => Promise<AudioStream>;

const OPENERS: Record<AudioFormat, StreamOpener> = {
  wav: openWavStream,
  aiff: openAiffStream,
  flac: openFlacStream,
  mp3: openMp3Stream,
  ogg: openOggStream,
};

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
    const stream = await OPENERS[format](file, { startByte, readBytes });
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
