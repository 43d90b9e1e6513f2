/**
 * Fit a message into a packet: no packet over 1,400 bytes is sent, so that a datagram is never fragmented on its way
 * (an Ethernet frame carries 1,500 bytes, headers and tunnels included).
 */
import { wholeCharacters } from '../api/whole-characters.js';
import { encodeMessage, MAX_ARGUMENTS } from './osc-codec.js';
import type { OscArgument, OscMessage } from './osc-message.js';

export const MAX_SENT_BYTES = 1400;

const ELLIPSIS = '…';
const ELLIPSIS_BYTES = Buffer.byteLength(ELLIPSIS);

/**
 * Encodes a message, leaving out what is spare at its end and cutting its prose where that is needed.
 * @throws Error when what must not be cut is too long already: whoever takes such text in must bound it
 */
export function fitPacket(message: OscMessage): Buffer {
  let { args } = message;
  // a decoder like ours takes no more
  while (args.length > MAX_ARGUMENTS && isSpare(args.at(-1))) args = args.slice(0, -1);
  let packet = encodeMessage({ ...message, args });
  while (packet.length > MAX_SENT_BYTES && isSpare(args.at(-1))) {
    args = args.slice(0, -1);
    packet = encodeMessage({ ...message, args });
  }
  const excess = packet.length - MAX_SENT_BYTES;
  if (excess <= 0) return packet;
  const shorter = encodeMessage({
    ...message,
    args: args.map((argument) => shortened(argument, excess)),
  });
  if (shorter.length > MAX_SENT_BYTES) {
    throw new Error(`${message.address} does not fit: ${shorter.length} bytes`);
  }
  return shorter;
}

function isSpare(argument: OscArgument | undefined): boolean {
  return argument !== undefined && 'spare' in argument;
}

function shortened(argument: OscArgument, excess: number): OscArgument {
  if (argument.kind !== 's' || argument.shortenable !== true) return argument;
  const bytes = Buffer.from(argument.value);
  const kept = Math.max(0, bytes.length - excess - ELLIPSIS_BYTES);
  return { ...argument, value: wholeCharacters(bytes, kept) + ELLIPSIS };
}
