/**
 * The audio formats: those that are decoded here, those that ffmpeg reads (ffmpeg/ffmpeg-formats.ts), and what is no audio.
 *
 * A format is added here and in a file of its own, and leaves ffmpeg's list if it is in it: opening, libraries and messages
 * follow.
 */
import { orList } from '../../or-list.js';
import { FFMPEG_FORMATS } from '../ffmpeg/ffmpeg-formats.js';
import { AIFF } from './aiff-stream.js';
import type { AudioFormat, KnownFormat } from './audio-format.js';
import { hasText } from './byte-text.js';
import { CAF } from './caf-stream.js';
import { FLAC } from './flac-stream.js';
import { MP3 } from './mp3-stream.js';
import { OGG } from './ogg-stream.js';
import { WAV } from './wav-stream.js';
import { WAVE64 } from './wave64-stream.js';

/** In the order in which they are probed and named. */
export const AUDIO_FORMATS: readonly AudioFormat[] = [WAV, WAVE64, AIFF, CAF, FLAC, MP3, OGG];

/** Easily taken for audio, and nobody reads any in it. */
export const FORMATS_WITHOUT_AUDIO: readonly KnownFormat[] = [
  { name: 'a MIDI file, which holds notes and no audio', probe: (head) => hasText(head, 'MThd') },
];

/** What a message says was expected: "WAV, AIFF or ...". */
export function readFormatsText(): string {
  return orList(AUDIO_FORMATS.flatMap(({ names }) => names));
}

const OWN_EXTENSIONS = AUDIO_FORMATS.flatMap(({ extensions }) => extensions);
const SOUND_EXTENSIONS = FFMPEG_FORMATS.flatMap(({ extensions }) => extensions);
const VIDEO_EXTENSIONS = FFMPEG_FORMATS.flatMap(({ videoExtensions = [] }) => videoExtensions);

/** Of files that hold sound; those of ours first. */
export const AUDIO_EXTENSIONS: readonly string[] = [...OWN_EXTENSIONS, ...SOUND_EXTENSIONS];

/** What a name promises: audio that is decoded here, audio or video that ffmpeg reads, or neither. */
export function kindByExtension(extension: string): 'own' | 'audio' | 'video' | undefined {
  if (OWN_EXTENSIONS.includes(extension)) return 'own';
  if (SOUND_EXTENSIONS.includes(extension)) return 'audio';
  return VIDEO_EXTENSIONS.includes(extension) ? 'video' : undefined;
}
