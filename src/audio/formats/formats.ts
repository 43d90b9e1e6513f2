/**
 * The audio formats: those that are read, and those that are only known.
 *
 * A format is added here and in a file of its own, and leaves the second list if it is in it: opening, libraries and messages
 * follow.
 */
import { AIFF } from './aiff-stream.js';
import type { AudioFormat, UnreadFormat } from './audio-format.js';
import { hasText } from './byte-text.js';
import { CAF } from './caf-stream.js';
import { FLAC } from './flac-stream.js';
import { MP3 } from './mp3-stream.js';
import { OGG } from './ogg-stream.js';
import { WAV } from './wav-stream.js';
import { WAVE64 } from './wave64-stream.js';

/** In the order in which they are probed and named. */
export const AUDIO_FORMATS: readonly AudioFormat[] = [WAV, WAVE64, AIFF, CAF, FLAC, MP3, OGG];

export const UNREAD_FORMATS: readonly UnreadFormat[] = [
  {
    name: 'an MP4 or M4A file (AAC or Apple Lossless)',
    extensions: ['.m4a', '.mp4', '.alac'],
    probe: (head) => hasText(head, 'ftyp', 4),
  },
  {
    name: 'raw AAC',
    extensions: ['.aac'],
    probe: (head) => hasText(head, '\xff\xf1') || hasText(head, '\xff\xf9'),
  },
  {
    name: 'Windows Media (WMA)',
    extensions: ['.wma'],
    probe: (head) => hasText(head, '\x30\x26\xb2\x75'),
  },
  {
    name: 'Matroska or WebM',
    extensions: ['.mka', '.webm'],
    probe: (head) => hasText(head, '\x1a\x45\xdf\xa3'),
  },
  { name: 'Sun or NeXT AU', extensions: ['.au', '.snd'], probe: (head) => hasText(head, '.snd') },
  { name: 'WavPack', extensions: ['.wv'], probe: (head) => hasText(head, 'wvpk') },
  { name: "Monkey's Audio", extensions: ['.ape'], probe: (head) => hasText(head, 'MAC ') },
  { name: 'DSD (DSF)', extensions: ['.dsf'], probe: (head) => hasText(head, 'DSD ') },
  { name: 'DSD (DSDIFF)', extensions: ['.dff'] },
  { name: 'Musepack', extensions: ['.mpc'] },
  { name: 'True Audio', extensions: ['.tta'] },
  {
    name: 'a MIDI file, which holds notes and no audio',
    extensions: [],
    probe: (head) => hasText(head, 'MThd'),
  },
];

/** What a message says was expected: "WAV, AIFF or ...". */
export const READ_FORMATS_TEXT = new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(
  AUDIO_FORMATS.flatMap(({ names }) => names),
);

/** Whether files of a library with this extension are recordings that are read, audio that is not, or neither. */
export function formatByExtension(extension: string): 'read' | 'unread' | undefined {
  const has = ({ extensions }: { extensions: readonly string[] }) => extensions.includes(extension);
  if (AUDIO_FORMATS.some(has)) return 'read';
  return UNREAD_FORMATS.some(has) ? 'unread' : undefined;
}
