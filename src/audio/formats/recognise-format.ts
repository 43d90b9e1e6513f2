/**
 * Recognises the audio format of a file by its first bytes, never by its name.
 *
 * Reads nothing but the first bytes (and, behind an ID3v2 tag of any size, the first bytes after it). Decodes nothing.
 */
import { FFMPEG_FORMATS } from '../ffmpeg/ffmpeg-formats.js';
import { PROBE_BYTES, type AudioFormat, type KnownFormat } from './audio-format.js';
import { AUDIO_FORMATS, FORMATS_WITHOUT_AUDIO } from './formats.js';
import { readBytes, type InputFile } from './input-file.js';
import { endOfLeadingTags, endOfLeadingZeros } from './leading-tags.js';

export type RecognisedFormat =
  | OwnFormat
  | { readonly kind: 'ffmpeg'; readonly format: KnownFormat }
  | { readonly kind: 'no audio'; readonly format: KnownFormat }
  | {
      readonly kind: 'unknown';
      /** how it begins, as in "(...)" */
      readonly start: string;
    };

interface OwnFormat {
  readonly kind: 'own';
  readonly format: AudioFormat;
  /** where the format's own bytes start */
  readonly startByte: number;
  /** bytes before them that are no audio and no tag */
  readonly passedBytes: number;
}

const DESCRIBED_BYTES = 12;

/** @throws OperationalError `input-truncated` (nothing but a tag), `input-unreadable` */
export async function recogniseFormat(file: InputFile): Promise<RecognisedFormat> {
  const firstByte = await endOfLeadingZeros(file);
  const headByte = await endOfLeadingTags(file, firstByte);
  const head = await readBytes(file, headByte, PROBE_BYTES);
  const own = (isFallback: boolean): OwnFormat | undefined => {
    for (const format of AUDIO_FORMATS) {
      if ((format.isFallback === true) !== isFallback) continue;
      const at = format.probe(head);
      if (at === undefined) continue;
      return { kind: 'own', format, startByte: headByte + at, passedBytes: firstByte + at };
    }
    return undefined;
  };
  // marks go before the search of a fallback
  return (
    own(false) ??
    knownIn(FFMPEG_FORMATS, 'ffmpeg', head) ??
    knownIn(FORMATS_WITHOUT_AUDIO, 'no audio', head) ??
    own(true) ?? { kind: 'unknown', start: describeStart(head) }
  );
}

function knownIn<Kind extends 'ffmpeg' | 'no audio'>(
  formats: readonly KnownFormat[],
  kind: Kind,
  head: Uint8Array,
): { kind: Kind; format: KnownFormat } | undefined {
  const format = formats.find(({ probe }) => probe?.(head));
  return format === undefined ? undefined : { kind, format };
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
