/**
 * Fit a message into a packet: no packet over 1,400 bytes is sent, so that a datagram is never fragmented on its way
 * (an Ethernet frame carries 1,500 bytes, headers and tunnels included).
 */
import { encodeMessage } from './osc-codec.js';
import type { OscArgument, OscMessage } from './osc-message.js';

export const MAX_SENT_BYTES = 1400;

const ELLIPSIS = '…';
const ELLIPSIS_BYTES = Buffer.byteLength(ELLIPSIS);

/**
 * Encodes a message, cutting its prose at the end where that is needed.
 * @throws Error when what must not be cut is too long already: whoever takes such text in must bound it
 */
export function fitPacket(message: OscMessage): Buffer {
  const packet = encodeMessage(message);
  const excess = packet.length - MAX_SENT_BYTES;
  if (excess <= 0) return packet;
  const args = message.args.map((argument) => shortened(argument, excess));
  const shorter = encodeMessage({ ...message, args });
  if (shorter.length > MAX_SENT_BYTES) {
    throw new Error(`${message.address} does not fit: ${shorter.length} bytes`);
  }
  return shorter;
}

function shortened(argument: OscArgument, excess: number): OscArgument {
  if (argument.type !== 's' || argument.shortenable !== true) return argument;
  const bytes = Buffer.from(argument.value);
  const kept = Math.max(0, bytes.length - excess - ELLIPSIS_BYTES);
  return { ...argument, value: wholeCharacters(bytes, kept) + ELLIPSIS };
}

/** At most the first `length` bytes, never half a character. */
export function wholeCharacters(utf8: Buffer, length: number): string {
  let end = Math.min(length, utf8.length);
  while (end > 0 && isContinuation(utf8[end])) end--;
  return utf8.subarray(0, end).toString('utf8');
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
