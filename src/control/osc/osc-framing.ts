/**
 * OSC packets on a TCP stream. Two framings are in use and told apart by the first byte a client sends:
 *
 *   SLIP (OSC 1.1, RFC 1055): END packet END, with END and ESC escaped; begins with 0xC0
 *   int32 (OSC 1.0): size of the packet, then the packet; a size within bounds never begins with 0xC0
 *
 * An HTTP request begins with a "size" far out of bounds: a web page cannot reach the daemon this way.
 */
import { OperationalError } from '../../operational-error.js';

export interface FrameReader {
  /**
   * Takes what arrived and hands on each packet that is complete, until one is answered with false.
   * @returns what of the chunk follows that packet, to be pushed later; nothing where none was
   * @throws OperationalError `bad-message`; the stream cannot be read on after that
   */
  push(chunk: Uint8Array, onPacket: (packet: Buffer) => unknown): Uint8Array;
  /** A packet in the framing the other side uses; int32 until that is known. */
  frame(packet: Uint8Array): Buffer;
}

const END = 0xc0;
const ESC = 0xdb;
const ESC_END = 0xdc;
const ESC_ESC = 0xdd;
const SIZE_BYTES = 4;

/** @param maxBytes the longest packet accepted */
export function createFrameReader(maxBytes: number): FrameReader {
  let reader: FrameReader | undefined;
  return {
    push(chunk, onPacket) {
      if (chunk.length === 0) return chunk;
      reader ??= chunk[0] === END ? slipReader(maxBytes) : sizedReader(maxBytes);
      return reader.push(chunk, onPacket);
    },
    frame: (packet) => (reader === undefined ? sizedFrame(packet) : reader.frame(packet)),
  };
}

export function sizedFrame(packet: Uint8Array): Buffer {
  const size = Buffer.alloc(SIZE_BYTES);
  size.writeInt32BE(packet.length);
  return Buffer.concat([size, packet]);
}

export function slipFrame(packet: Uint8Array): Buffer {
  const bytes = [END];
  for (const byte of packet) {
    if (byte === END) bytes.push(ESC, ESC_END);
    else if (byte === ESC) bytes.push(ESC, ESC_ESC);
    else bytes.push(byte);
  }
  return Buffer.from([...bytes, END]);
}

function sizedReader(maxBytes: number): FrameReader {
  const held = Buffer.alloc(SIZE_BYTES + maxBytes);
  let filled = 0;
  return {
    push(chunk, onPacket) {
      for (let at = 0; at < chunk.length;) {
        const wanted = filled < SIZE_BYTES ? SIZE_BYTES : SIZE_BYTES + held.readInt32BE();
        const taken = chunk.subarray(at, at + wanted - filled);
        held.set(taken, filled);
        filled += taken.length;
        at += taken.length;
        if (filled === SIZE_BYTES) checkSize(held.readInt32BE(), maxBytes);
        if (filled > SIZE_BYTES && filled === wanted) {
          filled = 0;
          const packet = Buffer.from(held.subarray(SIZE_BYTES, wanted));
          if (onPacket(packet) === false) return chunk.subarray(at);
        }
      }
      return chunk.subarray(chunk.length);
    },
    frame: sizedFrame,
  };
}

function checkSize(size: number, maxBytes: number): void {
  if (size <= 0 || size > maxBytes) {
    throw new OperationalError(
      'bad-message',
      `Expected OSC framed by SLIP or by an int32 size from 1 to ${maxBytes}, got the size ${size}. ` +
        'The connection is closed.',
    );
  }
}

function slipReader(maxBytes: number): FrameReader {
  const held = Buffer.alloc(maxBytes);
  let filled = 0;
  let escaped = false;
  const append = (byte: number): void => {
    if (filled === maxBytes) {
      throw new OperationalError(
        'bad-message',
        `Expected packets of at most ${maxBytes} bytes. The connection is closed.`,
      );
    }
    held[filled++] = byte;
  };
  return {
    push(chunk, onPacket) {
      for (const [index, byte] of chunk.entries()) {
        if (escaped) {
          escaped = false;
          append(unescaped(byte));
        } else if (byte === ESC) {
          escaped = true;
        } else if (byte !== END) {
          append(byte);
        } else if (filled > 0) {
          // an empty frame is only the END that begins the next one
          const packet = Buffer.from(held.subarray(0, filled));
          filled = 0;
          if (onPacket(packet) === false) return chunk.subarray(index + 1);
        }
      }
      return chunk.subarray(chunk.length);
    },
    frame: slipFrame,
  };
}

function unescaped(byte: number): number {
  if (byte === ESC_END) return END;
  if (byte === ESC_ESC) return ESC;
  throw new OperationalError(
    'bad-message',
    `Expected a SLIP escape of 0xDC or 0xDD, got 0x${byte.toString(16)}. The connection is closed.`,
  );
}
