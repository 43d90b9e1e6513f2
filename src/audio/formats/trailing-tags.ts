/**
 * Where the audio ends in a file that carries tags behind it: ID3v1 (the last 128 bytes) and APEv2 (a footer
 * that tells its own length). Players put them behind MP3 and FLAC alike; neither format knows of them.
 */
import { hasText } from './byte-text.js';
import { viewOf } from './iff-chunks.js';
import type { InputFile } from './input-file.js';
import { id3v2Bytes } from './leading-tags.js';

const ID3V1_BYTES = 128;
const APE_FOOTER_BYTES = 32;

/** The byte after the last one that can be audio. @throws OperationalError `input-unreadable` */
export async function endOfAudio(file: InputFile): Promise<number> {
  let end = file.bytes;
  if (await startsWith(file, end - ID3V1_BYTES, 'TAG')) end -= ID3V1_BYTES;
  if (await startsWith(file, end - APE_FOOTER_BYTES, 'APETAGEX'))
    end -= await apeTagBytes(file, end);
  return Math.max(end, 0);
}

/** The tag that `bytes` begin with: joined files have those of each file in their middle. */
export function embeddedTag(bytes: Uint8Array): { name: string; bytes: number } | undefined {
  const id3v2 = id3v2Bytes(bytes);
  if (id3v2 > 0) return { name: 'an ID3v2 tag', bytes: id3v2 };
  if (hasText(bytes, 'TAG')) return { name: 'an ID3v1 tag', bytes: ID3V1_BYTES };
  if (!hasText(bytes, 'APETAGEX') || bytes.length < APE_FOOTER_BYTES) return undefined;
  const isHeader = (viewOf(bytes).getUint32(20, true) & 0x2000_0000) !== 0;
  const items = isHeader ? viewOf(bytes).getUint32(12, true) : 0;
  return { name: 'an APE tag', bytes: APE_FOOTER_BYTES + items };
}

async function startsWith(file: InputFile, position: number, text: string): Promise<boolean> {
  if (position < 0) return false;
  const bytes = Buffer.alloc(text.length);
  await file.read(bytes, position);
  return bytes.toString('latin1') === text;
}

/** The tag's size field counts items and footer; bit 31 of its flags says that there is a header too. */
async function apeTagBytes(file: InputFile, end: number): Promise<number> {
  const footer = Buffer.alloc(APE_FOOTER_BYTES);
  await file.read(footer, end - APE_FOOTER_BYTES);
  const hasHeader = (footer.readUInt32LE(20) & 0x8000_0000) !== 0;
  return footer.readUInt32LE(12) + (hasHeader ? APE_FOOTER_BYTES : 0);
}
