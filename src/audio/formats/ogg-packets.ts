/**
 * Ogg packets: what the pages of one stream hold. A packet is cut into segments of 255 bytes and ends with a shorter one, on
 * whatever page that comes (RFC 3533 section 5).
 *
 * Pages are numbered, so that a lost one is noticed: the packets that it began or ended are lost with it.
 */
import type { OggPage } from './ogg-pages.js';

/** Those of audio have some kilobytes, those of pictures in the tags some millions; a longer one would fill the memory. */
const MOST_PACKET_BYTES = 16 * 1024 * 1024;

/** The packets that end on one page. */
export interface OggPackets extends Pick<
  OggPage,
  'granule' | 'isLast' | 'position' | 'passedBytes'
> {
  /** each whole, copied */
  readonly packets: readonly Uint8Array[];
  /** packets between these and those before are lost */
  readonly isAfterLoss: boolean;
}

export class OggPacketizer {
  /** what there is of the packet that goes on behind the last page; undefined: that is lost, or nothing goes on there */
  #begun: BegunPacket | undefined;
  #sequence: number;

  /** @param sequence of the stream's first page, whose packet is known */
  constructor(sequence: number) {
    this.#sequence = sequence;
  }

  /** @param page the next of the stream */
  next(page: OggPage): OggPackets {
    const { body, segments, granule, isLast, position, passedBytes } = page;
    const isNext = page.sequence === this.#sequence + 1;
    const goesOn = isNext && this.#begun !== undefined;
    const isAfterLoss = !isNext || goesOn !== page.isContinued;
    this.#sequence = page.sequence;
    // what is continued from a page that is lost is of no use up to its end
    let begun = page.isContinued ? (goesOn ? this.#begun : undefined) : newPacket();
    const packets: Uint8Array[] = [];
    let start = 0;
    let end = 0;
    for (const length of segments) {
      end += length;
      if (length === 255) continue;
      if (begun !== undefined)
        packets.push(Buffer.concat([...begun.parts, body.subarray(start, end)]));
      begun = newPacket();
      start = end;
    }
    if (end > start && begun !== undefined) {
      begun.parts.push(body.slice(start, end));
      begun.bytes += end - start;
    }
    const goesOnBehind = end > start && (begun?.bytes ?? 0) <= MOST_PACKET_BYTES;
    this.#begun = goesOnBehind ? begun : undefined;
    return { packets, granule, isLast, position, passedBytes, isAfterLoss };
  }
}

interface BegunPacket {
  readonly parts: Uint8Array[];
  bytes: number;
}

function newPacket(): BegunPacket {
  return { parts: [], bytes: 0 };
}
