/**
 * Ogg pages (RFC 3533): cuts a file into its intact pages, of whichever stream, and goes on at the next one behind whatever else
 * stands between them: a page with a wrong checksum, lost bytes, junk.
 *
 * What is missing in a stream is seen by the numbers of its pages; that is the reader's business (ogg-packets.ts).
 */
import { hasText } from './byte-text.js';
import type { ByteWindow } from './byte-window.js';
import { CHECKSUM_AT, oggChecksum } from './ogg-checksum.js';
import type { InputFile } from './input-file.js';

export interface OggPage {
  /** what follows the header; good until the next page is asked for */
  readonly body: Uint8Array;
  /** lengths of the segments in the body; a packet ends with the first segment shorter than 255 */
  readonly segments: Uint8Array;
  /** frames completed up to the end of this page, in the codec's own count; undefined where no packet ends here */
  readonly granule: number | undefined;
  /** its first packet begins on the page before */
  readonly isContinued: boolean;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly serial: number;
  readonly sequence: number;
  /** the whole page, header included */
  readonly bytes: number;
  /** where in the file it begins */
  readonly position: number;
  /** bytes directly before it that are no intact page */
  readonly passedBytes: number;
}

const MARK = 'OggS';
const HEADER_BYTES = 27;
const MAX_PAGE_BYTES = HEADER_BYTES + 255 + 255 * 255;
const CONTINUED = 1;
const FIRST_PAGE = 2;
const LAST_PAGE = 4;

/**
 * The pages from the window's position to the end of the file. What is left behind the last intact one is not told.
 * @throws OperationalError `input-unreadable`
 */
export async function* oggPages(window: ByteWindow): AsyncGenerator<OggPage, void, void> {
  let passedBytes = 0;
  for (;;) {
    const view = await window.fill(MAX_PAGE_BYTES);
    if (view.length < HEADER_BYTES) return;
    const page = parseOggPage(view, 0);
    if (page !== undefined && isIntact(view.subarray(0, page.bytes))) {
      yield { ...page, position: window.position, passedBytes };
      passedBytes = 0;
      window.advance(page.bytes);
      continue;
    }
    const passed = bytesToNextMark(view);
    window.passOver(passed);
    passedBytes += passed;
  }
}

/** All but what may be the beginning of a mark where there is none. */
function bytesToNextMark(view: Uint8Array): number {
  const bytes = Buffer.from(view.buffer, view.byteOffset, view.length);
  const index = bytes.indexOf(MARK, 1, 'latin1');
  return index >= 0 ? index : view.length - (MARK.length - 1);
}

type ParsedPage = Omit<OggPage, 'position' | 'passedBytes'>;

/** The page at `at`, or undefined where there is no whole page. */
function parseOggPage(bytes: Uint8Array, at: number): ParsedPage | undefined {
  if (bytes.length < at + HEADER_BYTES || !hasText(bytes, MARK, at)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, HEADER_BYTES);
  const segmentCount = view.getUint8(26);
  const bodyStart = at + HEADER_BYTES + segmentCount;
  const segments = bytes.subarray(at + HEADER_BYTES, bodyStart);
  const end = bodyStart + segments.reduce((sum, length) => sum + length, 0);
  if (segments.length < segmentCount || end > bytes.length) return undefined;
  const flags = view.getUint8(5);
  const granule = view.getBigInt64(6, true);
  return {
    bytes: end - at,
    body: bytes.subarray(bodyStart, end),
    segments,
    granule: granule < 0n ? undefined : Number(granule),
    isContinued: (flags & CONTINUED) !== 0,
    isFirst: (flags & FIRST_PAGE) !== 0,
    isLast: (flags & LAST_PAGE) !== 0,
    serial: view.getUint32(14, true),
    sequence: view.getUint32(18, true),
  };
}

function isIntact(page: Uint8Array): boolean {
  const stored = new DataView(page.buffer, page.byteOffset).getUint32(CHECKSUM_AT, true);
  return oggChecksum(page) === stored;
}

/**
 * The granule position of the last page of a stream, found from the end of the file, or undefined where the file does not end
 * with one. @throws OperationalError `input-unreadable`
 */
export async function lastOggGranule(file: InputFile, serial: number): Promise<number | undefined> {
  const tail = new Uint8Array(Math.min(MAX_PAGE_BYTES, file.bytes));
  const got = await file.read(tail, file.bytes - tail.length);
  for (let at = got - HEADER_BYTES; at >= 0; at--) {
    const page = tail[at] === 0x4f ? parseOggPage(tail.subarray(0, got), at) : undefined;
    if (page?.isLast === true && page.serial === serial) return page.granule;
  }
  return undefined;
}
