/**
 * Ogg pages (RFC 3533): cuts the file into whole pages and checks every one of them.
 *
 * The decoders skip what they cannot parse and pad what is missing; here the checksum, the page numbers and the
 * last-page mark turn damage into errors; a file that is cut short is read to its last whole page. Takes one logical stream: files that chain or interleave
 * several are refused, because rate and channels may differ between them.
 */
import { OperationalError } from '../../operational-error.js';
import type { DamageLog } from '../damage-log.js';
import type { ByteWindow } from './byte-window.js';
import { CRC32_TABLE } from './ogg-checksum.js';
import type { InputFile } from './input-file.js';

export interface OggPage {
  /** the whole page, header included; good until the next page is asked for */
  readonly bytes: Uint8Array;
  /** what follows the header */
  readonly body: Uint8Array;
  /** lengths of the segments in the body; a packet ends with the first segment shorter than 255 */
  readonly segments: Uint8Array;
  /** frames completed up to the end of this page, in the codec's own count; -1 where no packet ends here */
  readonly granule: bigint;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly serial: number;
  readonly sequence: number;
}

const HEADER_BYTES = 27;
const MAX_PAGE_BYTES = HEADER_BYTES + 255 + 255 * 255;
const CHECKSUM_AT = 22;
const FIRST_PAGE = 2;
const LAST_PAGE = 4;

/**
 * The pages from the window's position to the stream's last page. Rubbish behind that is ignored.
 * @throws OperationalError `input-format`, `input-unreadable`
 */
export async function* oggPages(
  window: ByteWindow,
  damage: DamageLog,
): AsyncGenerator<OggPage, void, void> {
  const path = window.file.path;
  let previous: OggPage | undefined;
  for (;;) {
    const view = await window.fill(MAX_PAGE_BYTES);
    const page = parseOggPage(view, 0);
    if (previous?.isLast === true) {
      if (page?.isFirst === true) throw severalStreams(path);
      return;
    }
    if (page === undefined) {
      const isWhole = view.length >= MAX_PAGE_BYTES || !isPagePrefix(view);
      if (isWhole) throw damaged(path, window.position);
      damage.endsEarly(
        `is an Ogg file that is cut short: it ends at byte ${window.position} without a last page`,
      );
      return;
    }
    checkPage(path, window.position, page, previous);
    yield page;
    window.advance(page.bytes.length);
    previous = page;
  }
}

/** The page at `at`, or undefined where there is no whole page. */
function parseOggPage(bytes: Uint8Array, at: number): OggPage | undefined {
  if (!isPagePrefix(bytes.subarray(at)) || bytes.length < at + HEADER_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, HEADER_BYTES);
  const segmentCount = view.getUint8(26);
  const segments = bytes.subarray(at + HEADER_BYTES, at + HEADER_BYTES + segmentCount);
  const bodyStart = at + HEADER_BYTES + segmentCount;
  const end = bodyStart + segments.reduce((sum, length) => sum + length, 0);
  if (segments.length < segmentCount || end > bytes.length) return undefined;
  const flags = view.getUint8(5);
  return {
    bytes: bytes.subarray(at, end),
    body: bytes.subarray(bodyStart, end),
    segments,
    granule: view.getBigInt64(6, true),
    isFirst: (flags & FIRST_PAGE) !== 0,
    isLast: (flags & LAST_PAGE) !== 0,
    serial: view.getUint32(14, true),
    sequence: view.getUint32(18, true),
  };
}

/** 'OggS', as far as there are bytes. */
function isPagePrefix(bytes: Uint8Array): boolean {
  return [0x4f, 0x67, 0x67, 0x53].every((byte, at) => at >= bytes.length || bytes[at] === byte);
}

function checkPage(
  path: string,
  position: number,
  page: OggPage,
  previous: OggPage | undefined,
): void {
  const stored = new DataView(page.bytes.buffer, page.bytes.byteOffset).getUint32(
    CHECKSUM_AT,
    true,
  );
  if (checksum(page.bytes) !== stored) throw damaged(path, position);
  if (previous === undefined) return;
  if (page.isFirst || page.serial !== previous.serial) throw severalStreams(path);
  if (page.sequence !== previous.sequence + 1) throw damaged(path, position);
}

/** CRC-32 of the page with its checksum field taken as 0. */
function checksum(page: Uint8Array): number {
  let crc = 0;
  for (let at = 0; at < page.length; at++) {
    const isChecksumField = at >= CHECKSUM_AT && at < CHECKSUM_AT + 4;
    const byte = isChecksumField ? 0 : page[at]!;
    crc = (crc << 8) ^ CRC32_TABLE[(crc >>> 24) ^ byte]!;
  }
  return crc >>> 0;
}

/**
 * The granule position of the stream's last page, found from the end of the file, or undefined where the file
 * does not end with one. @throws OperationalError `input-unreadable`
 */
export async function lastOggGranule(file: InputFile): Promise<bigint | undefined> {
  const tail = new Uint8Array(Math.min(MAX_PAGE_BYTES, file.bytes));
  const got = await file.read(tail, file.bytes - tail.length);
  for (let at = got - HEADER_BYTES; at >= 0; at--) {
    const page = tail[at] === 0x4f ? parseOggPage(tail.subarray(0, got), at) : undefined;
    if (page?.isLast === true && page.granule >= 0n) return page.granule;
  }
  return undefined;
}

function damaged(path: string, position: number): OperationalError {
  return new OperationalError(
    'input-format',
    `${path} is an Ogg file damaged at byte ${position}: expected an intact page. ` +
      'Copy or download it again.',
  );
}

function severalStreams(path: string): OperationalError {
  return new OperationalError(
    'input-format',
    `${path} is an Ogg file of several streams: expected exactly one. ` +
      'Convert it first, for example with: ffmpeg -i INPUT output.wav',
  );
}
