/**
 * Recognises an audio format by the first bytes of the file, never by its name.
 *
 * A format that is known but not read is named, with what to do about it. Reads nothing but the first bytes
 * (and, behind an ID3v2 tag of any size, the first bytes after it).
 */
import { OperationalError } from '../../operational-error.js';
import type { InputFile } from './input-file.js';
import { findMpegStart } from './mpeg-frames.js';

export type AudioFormat = 'wav' | 'aiff' | 'flac' | 'mp3' | 'ogg';

export interface RecognisedFormat {
  readonly format: AudioFormat;
  /** where the format's own bytes start */
  readonly startByte: number;
}

const SUPPORTED = 'WAV, AIFF, FLAC, MP3, Ogg Vorbis or Ogg Opus';

interface Signature {
  readonly at: number;
  readonly text: string;
}

/** All signatures of an entry must match. */
const READ_FORMATS: readonly (readonly [AudioFormat, ...Signature[]])[] = [
  ['wav', { at: 0, text: 'RIFF' }, { at: 8, text: 'WAVE' }],
  ['wav', { at: 0, text: 'RF64' }, { at: 8, text: 'WAVE' }],
  ['wav', { at: 0, text: 'BW64' }, { at: 8, text: 'WAVE' }],
  ['aiff', { at: 0, text: 'FORM' }, { at: 8, text: 'AIFF' }],
  ['aiff', { at: 0, text: 'FORM' }, { at: 8, text: 'AIFC' }],
  ['flac', { at: 0, text: 'fLaC' }],
  ['ogg', { at: 0, text: 'OggS' }],
];

/** Formats that are recognised only to be named. */
const OTHER_FORMATS: readonly (readonly [string, Signature])[] = [
  ['an MP4 or M4A file (AAC or Apple Lossless)', { at: 4, text: 'ftyp' }],
  ['raw AAC', { at: 0, text: '\xff\xf1' }],
  ['raw AAC', { at: 0, text: '\xff\xf9' }],
  ['Windows Media (WMA)', { at: 0, text: '\x30\x26\xb2\x75' }],
  ['Matroska or WebM', { at: 0, text: '\x1a\x45\xdf\xa3' }],
  ['Apple Core Audio (CAF)', { at: 0, text: 'caff' }],
  ['Sony Wave64', { at: 0, text: 'riff' }],
  ['big-endian WAV (RIFX)', { at: 0, text: 'RIFX' }],
  ['Sun or NeXT AU', { at: 0, text: '.snd' }],
  ['WavPack', { at: 0, text: 'wvpk' }],
  ["Monkey's Audio", { at: 0, text: 'MAC ' }],
  ['DSD (DSF)', { at: 0, text: 'DSD ' }],
  ['a MIDI file, which holds notes and no audio', { at: 0, text: 'MThd' }],
];

const HEAD_BYTES = 12;
/** An MP3 may start with a little rubbish, such as the rest of a frame it was cut from. */
const MPEG_SEARCH_BYTES = 64 * 1024;

/** @throws OperationalError `input-format`, `input-truncated`, `input-unreadable` */
export async function recogniseFormat(file: InputFile): Promise<RecognisedFormat> {
  const startByte = await endOfLeadingTags(file);
  const head = await readHead(file, startByte, MPEG_SEARCH_BYTES);
  for (const [format, ...signatures] of READ_FORMATS) {
    if (signatures.every((signature) => matches(head, signature))) return { format, startByte };
  }
  const other = OTHER_FORMATS.find(([, signature]) => matches(head, signature));
  if (other !== undefined) {
    throw new OperationalError(
      'input-format',
      `${file.path} is ${other[0]}: expected ${SUPPORTED}. ` +
        'Convert it first, for example with: ffmpeg -i INPUT output.wav',
    );
  }
  const mpegStart = findMpegStart(head);
  if (mpegStart !== undefined) return { format: 'mp3', startByte: startByte + mpegStart };
  throw new OperationalError(
    'input-format',
    `${file.path} is not audio that can be read here (${describeStart(head)}): expected ${SUPPORTED}. ` +
      'The name of a file does not matter, only what is in it.',
  );
}

/** ID3v2 tags may stand before any format, cover pictures and all: they are skipped, not read. */
async function endOfLeadingTags(file: InputFile): Promise<number> {
  let position = 0;
  for (;;) {
    const head = await readHead(file, position, HEAD_BYTES);
    const tagBytes = id3v2Bytes(head);
    if (tagBytes === 0) return position;
    position += tagBytes;
    if (position >= file.bytes) {
      throw new OperationalError(
        'input-truncated',
        `${file.path} ends inside its ID3 tag (${position} bytes expected, ${file.bytes} found): ` +
          'it holds no audio. Copy or download it again.',
      );
    }
  }
}

/** The length of the ID3v2 tag at the start of `bytes`, header and footer included, or 0 without one. */
export function id3v2Bytes(bytes: Uint8Array): number {
  if (bytes.length < 10 || !matches(bytes, { at: 0, text: 'ID3' })) return 0;
  const hasFooter = (bytes[5]! & 0x10) !== 0;
  const size = [6, 7, 8, 9].reduce((sum, at) => sum * 128 + (bytes[at]! & 0x7f), 0);
  return 10 + size + (hasFooter ? 10 : 0);
}

async function readHead(file: InputFile, position: number, bytes: number): Promise<Uint8Array> {
  const head = new Uint8Array(bytes);
  let held = 0;
  while (held < bytes) {
    const got = await file.read(head.subarray(held), position + held);
    if (got === 0) break;
    held += got;
  }
  return head.subarray(0, held);
}

function matches(bytes: Uint8Array, { at, text }: Signature): boolean {
  for (let index = 0; index < text.length; index++) {
    if (bytes[at + index] !== text.charCodeAt(index)) return false;
  }
  return true;
}

function describeStart(head: Uint8Array): string {
  const start = head.subarray(0, HEAD_BYTES);
  const isText = start.every((byte) => byte === 9 || byte === 10 || byte === 13 || byte >= 32);
  if (isText) return `it looks like text, beginning ${JSON.stringify(textOf(start))}`;
  return `it begins with the bytes ${Buffer.from(start).toString('hex')}`;
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
