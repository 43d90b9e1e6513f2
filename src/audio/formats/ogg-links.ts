/**
 * Ogg links: a file as one recording after another, each with the streams that lie side by side in it (RFC 3533 section 4).
 *
 *   first pages of all streams of a link | their other pages, mixed | first pages of the next link | ...
 *
 * Of each link one stream is read, whichever the caller chooses by its first packet. Pages of a stream whose first one is lost are
 * passed over, like bytes that are no page.
 */
import type { OggPage } from './ogg-pages.js';
import { OggPacketizer, type OggPackets } from './ogg-packets.js';

/** Films have some tens; more are looked at by nobody, and each is held in memory. */
const MOST_STREAMS = 64;

export interface OggStreamStart extends Pick<OggPage, 'serial' | 'sequence'> {
  readonly firstPacket: Uint8Array;
}

export interface OggLink {
  /** in the order of their first pages; none at the end of the file */
  readonly streams: readonly OggStreamStart[];
  /** where in the file it begins */
  readonly position: number;
  /** directly before it */
  readonly passedBytes: number;
}

export class OggLinks {
  readonly #pages: AsyncIterator<OggPage, void>;
  #held: OggPage | undefined;
  /** of the streams of this link that have not ended */
  readonly #serials = new Set<number>();
  /** behind the last page that was looked at */
  endByte = 0;

  constructor(pages: AsyncIterator<OggPage, void>) {
    this.#pages = pages;
  }

  async next(): Promise<OggLink> {
    const streams: OggStreamStart[] = [];
    let passedBytes = 0;
    let position = 0;
    for (;;) {
      const page = await this.#page();
      if (page?.isFirst === true) {
        if (streams.length === 0) {
          this.#serials.clear();
          ({ position } = page);
          passedBytes += page.passedBytes;
        }
        if (streams.length === MOST_STREAMS) continue;
        this.#serials.add(page.serial);
        // In the codecs that are read, the first packet is short and alone on its page.
        const { serial, sequence, body } = page;
        streams.push({ serial, sequence, firstPacket: body.slice() });
        continue;
      }
      if (streams.length > 0 || page === undefined) {
        this.#held = page;
        return { streams, position, passedBytes };
      }
      passedBytes += this.#passedWith(page);
      position = page.position + page.bytes;
    }
  }

  /** The packets of one stream of the link, behind its first, up to its last page or as far as there are any. */
  async *packets({ serial, sequence }: OggStreamStart): AsyncGenerator<OggPackets, void, void> {
    const packetizer = new OggPacketizer(sequence);
    let passedBytes = 0;
    for (;;) {
      const page = await this.#page();
      if (page?.isFirst !== false) {
        this.#held = page;
        return;
      }
      passedBytes += this.#passedWith(page);
      if (page.serial !== serial) continue;
      yield packetizer.next({ ...page, passedBytes });
      passedBytes = 0;
      if (page.isLast) return;
    }
  }

  /** Bytes that are passed over with a page, which is one of them where its stream is not known. */
  #passedWith({ serial, isLast, passedBytes, bytes }: OggPage): number {
    const isKnown = this.#serials.has(serial);
    if (isLast) this.#serials.delete(serial);
    return passedBytes + (isKnown ? 0 : bytes);
  }

  async #page(): Promise<OggPage | undefined> {
    const held = this.#held;
    this.#held = undefined;
    if (held !== undefined) return held;
    const result = await this.#pages.next();
    if (result.done === true) return undefined;
    this.endByte = result.value.position + result.value.bytes;
    return result.value;
  }
}
