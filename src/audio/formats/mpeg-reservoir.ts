/**
 * The bit reservoir of MPEG layer III (ISO/IEC 11172-3 section 2.4.3.4): a frame's data may begin up to 511 bytes before it, in the
 * frames before. Where those are lost, a decoder takes whatever else it has for them, which can be noise beyond full scale; so such
 * frames are silent here, and keep their bytes for the frames that follow.
 */
import { MPEG_HEADER_BYTES, sideInfoBytes, type MpegFrameHeader } from './mpeg-frame-header.js';

const NO_CHECKSUM = 1;
const CHECKSUM_BYTES = 2;

interface Frame {
  readonly bytes: Uint8Array;
  readonly header: MpegFrameHeader;
}

export class MpegReservoir {
  /** that are known to be those before the next frame */
  #heldBytes = Infinity;

  /** What comes before the next frame is lost. */
  lose(): void {
    this.#heldBytes = 0;
  }

  /** The frame's bytes, or those of a silent one where its data is lost. */
  playable({ bytes, header }: Frame): Uint8Array {
    if (header.layer !== 3 || this.#heldBytes === Infinity) return bytes;
    const dataAt = mainDataStart(bytes, header);
    if (mainDataBegin(bytes, header) <= this.#heldBytes) {
      this.#heldBytes = Infinity;
      return bytes;
    }
    this.#heldBytes += bytes.length - dataAt;
    const muted = silentMpegFrame({ bytes, header });
    muted.set(bytes.subarray(dataAt), dataAt);
    // where its data begins stays, for decoders hold no more for the next frame than from there on
    const from = sideInfoStart(bytes);
    const to = sideInfoStart(muted);
    muted[to] = bytes[from]!;
    if (header.generation === 1) muted[to + 1] = bytes[from + 1]! & 0x80;
    return muted;
  }
}

/** A frame of silence like this one: without a checksum, and with nothing but zeros behind its header. */
export function silentMpegFrame({ bytes, header }: Frame): Uint8Array {
  const silent = new Uint8Array(header.bytes);
  silent.set(bytes.subarray(0, MPEG_HEADER_BYTES));
  silent[1]! |= NO_CHECKSUM;
  return silent;
}

function sideInfoStart(bytes: Uint8Array): number {
  return MPEG_HEADER_BYTES + ((bytes[1]! & NO_CHECKSUM) === 0 ? CHECKSUM_BYTES : 0);
}

function mainDataStart(bytes: Uint8Array, header: MpegFrameHeader): number {
  return sideInfoStart(bytes) + sideInfoBytes(header);
}

/** How many bytes before the frame its data begins: the first 9 bits of the side information, 8 in MPEG-2. */
function mainDataBegin(bytes: Uint8Array, { generation }: MpegFrameHeader): number {
  const at = sideInfoStart(bytes);
  return generation === 1 ? (bytes[at]! << 1) | (bytes[at + 1]! >> 7) : bytes[at]!;
}
