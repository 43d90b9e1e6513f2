/**
 * Where a file begins behind zeros and ID3v2 tags. They may stand before any format, cover pictures and all: tags are skipped,
 * not read.
 */
import { OperationalError } from '../../operational-error.js';
import { hasText } from './byte-text.js';
import { readBytes, type InputFile } from './input-file.js';

const TAG_HEADER_BYTES = 10;
const FEW_ZEROS = 12;
const ZEROS_READ_BYTES = 64 * 1024;
/** no more zeros than that are passed over: a file may be nothing else */
const MOST_ZEROS_BYTES = 16 * 1024 * 1024;
const TAG_FOOTER_BYTES = 10;
/** Some programs put one before another; a file may be nothing else. */
const MOST_TAGS = 64;

/** The first byte that is not 0, or 0 where there is none for long. @throws OperationalError `input-unreadable` */
export async function endOfLeadingZeros(file: InputFile): Promise<number> {
  // A few zeros are the mark of MP4 and its kin.
  for (let position = 0; position < MOST_ZEROS_BYTES; position += ZEROS_READ_BYTES) {
    const bytes = await readBytes(file, position, ZEROS_READ_BYTES);
    const index = bytes.findIndex((byte) => byte !== 0);
    if (index >= 0) return position + index < FEW_ZEROS ? 0 : position + index;
    if (bytes.length < ZEROS_READ_BYTES) return 0;
  }
  return 0;
}

/**
 * The byte behind the last tag from `firstByte` on.
 * @throws OperationalError `input-truncated`, `input-format`, `input-unreadable`
 */
export async function endOfLeadingTags(file: InputFile, firstByte: number): Promise<number> {
  let position = firstByte;
  for (let tags = 0; tags <= MOST_TAGS; tags++) {
    const tagBytes = id3v2Bytes(await readBytes(file, position, TAG_HEADER_BYTES));
    if (tagBytes === 0) return position;
    position += tagBytes;
    if (position >= file.bytes) throw onlyTags(file, position);
  }
  throw new OperationalError(
    'input-format',
    `${file.path} begins with more than ${MOST_TAGS} ID3 tags, one behind another: expected audio behind a few. ` +
      'The file is damaged; copy or download it again.',
  );
}

/** @param endOfTag where the last tag says that it ends */
function onlyTags({ path, bytes }: InputFile, endOfTag: number): OperationalError {
  const what =
    endOfTag === bytes
      ? 'ends with its ID3 tag'
      : `ends inside its ID3 tag (${endOfTag} bytes expected, ${bytes} found)`;
  return new OperationalError(
    'input-truncated',
    `${path} ${what}: it holds no audio. Copy or download it again.`,
  );
}

/** The length of the ID3v2 tag that `bytes` begin with, header and footer included, or 0 without one. */
export function id3v2Bytes(bytes: Uint8Array): number {
  if (bytes.length < TAG_HEADER_BYTES || !hasText(bytes, 'ID3')) return 0;
  const hasFooter = (bytes[5]! & 0x10) !== 0;
  const size = [6, 7, 8, 9].reduce((sum, at) => sum * 128 + (bytes[at]! & 0x7f), 0);
  return TAG_HEADER_BYTES + size + (hasFooter ? TAG_FOOTER_BYTES : 0);
}
