/**
 * Decodes one FLAC frame (RFC 9639 section 9) and checks it by its checksum. A frame does not say how long it is: it ends where
 * its last channel does.
 *
 * It is ours because @wasm-audio-decoders/flac frees memory that it never took when it is given a stream's header, which ends
 * some files in `memory access out of bounds` (8 channels, short blocks), and scales samples of 12 and 20 bits by chance.
 */
import type { PlanarBlock } from '../audio-source.js';
import { FlacBits } from './flac-bits.js';
import { crc16, parseFlacFrameHeader, type FlacFrameHeader } from './flac-frame-header.js';
import type { FlacStreamInfo } from './flac-stream-info.js';
import { readFlacSubframe } from './flac-subframe.js';

export interface FlacFrame {
  readonly header: FlacFrameHeader;
  /** the whole frame, checksum included */
  readonly bytes: number;
  /** full scale = 1 */
  readonly channelData: PlanarBlock;
}

const CHECKSUM_BYTES = 2;

/** The frame at the start of `bytes`, or undefined where there is no whole and intact one of this stream. */
export function decodeFlacFrame(bytes: Uint8Array, info: FlacStreamInfo): FlacFrame | undefined {
  const header = parseFlacFrameHeader(bytes, 0);
  if (header?.channels !== info.channels) return undefined;
  const depth = header.bits ?? info.bits;
  if (depth !== info.bits) return undefined;
  const bits = new FlacBits(bytes, header.headerBytes);
  const rows: Float64Array[] = [];
  for (let channel = 0; channel < header.channels; channel++) {
    const row = new Float64Array(header.frames);
    const isSide = channel === sideChannel(header);
    if (!readFlacSubframe(bits, row, depth + (isSide ? 1 : 0))) return undefined;
    rows.push(row);
  }
  const end = bits.nextByte + CHECKSUM_BYTES;
  if (end > bytes.length || crc16(bytes, 0, end) !== 0) return undefined;
  joinChannels(rows, header);
  const scale = 2 ** (1 - depth);
  return {
    header,
    bytes: end,
    channelData: rows.map((row) => Float32Array.from(row, (sample) => sample * scale)),
  };
}

/** The channel that is a difference and needs a bit more. */
function sideChannel({ stereo }: FlacFrameHeader): number | undefined {
  if (stereo === 'independent') return undefined;
  return stereo === 'side-right' ? 0 : 1;
}

/** Left and right again, in place. Side is left - right, mid the half of their sum, rounded down. */
function joinChannels([first, second]: readonly Float64Array[], { stereo }: FlacFrameHeader): void {
  if (stereo === 'independent' || first === undefined || second === undefined) return;
  for (let t = 0; t < first.length; t++) {
    const a = first[t]!;
    const b = second[t]!;
    if (stereo === 'left-side') second[t] = a - b;
    else if (stereo === 'side-right') first[t] = a + b;
    else {
      const sum = 2 * a + (Math.abs(b) % 2);
      first[t] = (sum + b) / 2;
      second[t] = (sum - b) / 2;
    }
  }
}
