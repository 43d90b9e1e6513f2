/**
 * Where the audio ends in a file that carries tags behind it: ID3v1 (the last 128 bytes) and APEv2 (a footer
 * that tells its own length). Players put them behind MP3 and FLAC alike; neither format knows of them.
 */
import type { InputFile } from './input-file.js';

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
