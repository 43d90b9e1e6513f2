/**
 * Recognises the audio format of a file by its first bytes, never by its name.
 *
 * A format that is known but not read is named, with what to do about it. Reads nothing but the first bytes (and, behind an
 * ID3v2 tag of any size, the first bytes after it).
 */
import { OperationalError } from '../../operational-error.js';
import type { DamageLog } from '../damage-log.js';
import { PROBE_BYTES, type AudioFormat, type UnreadFormat } from './audio-format.js';
import { AUDIO_FORMATS, READ_FORMATS_TEXT, UNREAD_FORMATS } from './formats.js';
import { readBytes, type InputFile } from './input-file.js';
import { endOfLeadingTags, endOfLeadingZeros } from './leading-tags.js';

export interface RecognisedFormat {
  readonly format: AudioFormat;
  /** where the format's own bytes start */
  readonly startByte: number;
}

const DESCRIBED_BYTES = 12;

/** @throws OperationalError `input-format`, `input-truncated`, `input-unreadable` */
export async function recogniseFormat(
  file: InputFile,
  damage: DamageLog,
): Promise<RecognisedFormat> {
  const firstByte = await endOfLeadingZeros(file);
  const headByte = await endOfLeadingTags(file, firstByte);
  const head = await readBytes(file, headByte, PROBE_BYTES);
  const found = formatOf(head);
  if (found === undefined) {
    throw new OperationalError(
      'input-format',
      `${file.path} is not audio that can be read here (${describeStart(head)}): expected ${READ_FORMATS_TEXT}. ` +
        'The name of a file does not matter, only what is in it.',
    );
  }
  if ('name' in found) {
    throw new OperationalError(
      'input-format',
      `${file.path} is ${found.name}: expected ${READ_FORMATS_TEXT}. ` +
        'Convert it first, for example with: ffmpeg -i INPUT output.wav',
    );
  }
  const passed = firstByte + found.startByte;
  if (passed > 0)
    damage.note(`begins with ${passed} bytes that are no audio: they are passed over`);
  return { format: found.format, startByte: headByte + found.startByte };
}

/** The format of a file that begins with `head`; `startByte` counts from there. Marks go before the search of a fallback. */
function formatOf(head: Uint8Array): RecognisedFormat | UnreadFormat | undefined {
  const marked = AUDIO_FORMATS.filter(({ isFallback }) => isFallback !== true);
  const fallbacks = AUDIO_FORMATS.filter(({ isFallback }) => isFallback === true);
  return (
    firstOf(marked, head) ??
    UNREAD_FORMATS.find(({ probe }) => probe?.(head)) ??
    firstOf(fallbacks, head)
  );
}

function firstOf(formats: readonly AudioFormat[], head: Uint8Array): RecognisedFormat | undefined {
  for (const format of formats) {
    const startByte = format.probe(head);
    if (startByte !== undefined) return { format, startByte };
  }
  return undefined;
}

function describeStart(head: Uint8Array): string {
  const start = head.subarray(0, DESCRIBED_BYTES);
  const isText = start.every((byte) => byte === 9 || byte === 10 || byte === 13 || byte >= 32);
  if (isText) return `it looks like text, beginning ${JSON.stringify(textOf(start))}`;
  return `it begins with the bytes ${Buffer.from(start).toString('hex')}`;
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
