/**
 * Where a file begins behind its ID3v2 tags. They may stand before any format, cover pictures and all: they are skipped, not
 * read.
 */
import { OperationalError } from '../../operational-error.js';
import { hasText } from './byte-text.js';
import { readBytes, type InputFile } from './input-file.js';

const TAG_HEADER_BYTES = 10;
const TAG_FOOTER_BYTES = 10;

/** The byte behind the last tag. @throws OperationalError `input-truncated`, `input-unreadable` */
export async function endOfLeadingTags(file: InputFile): Promise<number> {
  let position = 0;
  for (;;) {
    const tagBytes = id3v2Bytes(await readBytes(file, position, TAG_HEADER_BYTES));
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

/** The length of the ID3v2 tag that `bytes` begin with, header and footer included, or 0 without one. */
function id3v2Bytes(bytes: Uint8Array): number {
  if (bytes.length < TAG_HEADER_BYTES || !hasText(bytes, 'ID3')) return 0;
  const hasFooter = (bytes[5]! & 0x10) !== 0;
  const size = [6, 7, 8, 9].reduce((sum, at) => sum * 128 + (bytes[at]! & 0x7f), 0);
  return TAG_HEADER_BYTES + size + (hasFooter ? TAG_FOOTER_BYTES : 0);
}
