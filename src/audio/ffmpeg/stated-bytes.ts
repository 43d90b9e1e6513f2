/**
 * Stated bytes: how long a RIFF (AVI, WAV) or an ASF file (WMA) says that it is. ffmpeg reads what there is of one that is cut
 * short and says nothing.
 */
import { hasText } from '../formats/byte-text.js';
import { viewOf } from '../formats/iff-chunks.js';
import { readBytes, type InputFile } from '../formats/input-file.js';
import { isOpenLength } from '../formats/pcm-stream.js';

/** the file properties are among the first objects of an ASF header */
const HEAD_BYTES = 64 * 1024;
const ASF_MARK = '\x30\x26\xb2\x75';
const ASF_FILE_PROPERTIES = Buffer.from('a1dcab8c47a9cf118ee400c00c205365', 'hex');
/** behind the object's name, its length, and the file's own name of 16 bytes */
const FILE_SIZE_AT = 40;

/** @returns undefined where it does not say. @throws OperationalError `input-unreadable` */
export async function statedBytes(file: InputFile): Promise<number | undefined> {
  const head = Buffer.from(await readBytes(file, 0, HEAD_BYTES));
  if (hasText(head, 'RIFF')) return riffBytes(head);
  return hasText(head, ASF_MARK) ? asfBytes(head) : undefined;
}

function riffBytes(head: Buffer): number | undefined {
  if (head.length < 8) return undefined;
  const bytes = viewOf(head).getUint32(4, true);
  return bytes === 0 || isOpenLength(bytes) ? undefined : bytes + 8;
}

function asfBytes(head: Buffer): number | undefined {
  const at = head.indexOf(ASF_FILE_PROPERTIES);
  if (at < 0 || at + FILE_SIZE_AT + 8 > head.length) return undefined;
  const bytes = Number(viewOf(head).getBigUint64(at + FILE_SIZE_AT, true));
  return bytes === 0 ? undefined : bytes;
}
