/**
 * OSC packets: a message, or a bundle of messages and bundles, to a flat list of messages with their times.
 *
 *   bundle = "#bundle\0" timeTag(8 bytes) { size(int32) element(size bytes) }*
 *
 * A bundle's outer structure must be whole. A message in it that cannot be read costs none of the others, unless there are very
 * many: then what follows is not looked at. Schedules nothing.
 */
import { OperationalError } from '../../operational-error.js';
import { decodeMessage } from './osc-codec.js';
import type { ReceivedMessage } from './osc-message.js';

/** Larger than any request needs, small enough to look through at once. */
export const MAX_PACKET_BYTES = 8192;
export const MAX_BUNDLE_DEPTH = 4;

export interface DecodedPacket {
  readonly messages: readonly ReceivedMessage[];
  /** `bad-message` where a message inside a bundle is unreadable; one for all of them */
  readonly problem: OperationalError | undefined;
}

/** No sender whose packets are OSC has as many in one. */
const MOST_UNREADABLE = 16;
const BUNDLE_HEAD = Buffer.from('#bundle\0');
const BUNDLE_HEAD_BYTES = 16;
/** the time tag 0x00000000_00000001 */
const IMMEDIATE = 1n;
/** seconds from 1900, where time tags begin, to 1970 */
const SECONDS_1900_TO_1970 = 2_208_988_800;
const TWO_TO_32 = 2 ** 32;

/** @throws OperationalError `bad-message` when the packet, or the one message it holds, cannot be read */
export function decodePacket(bytes: Uint8Array): DecodedPacket {
  if (bytes.length > MAX_PACKET_BYTES) {
    throw bad(`Expected packets of at most ${MAX_PACKET_BYTES} bytes, got ${bytes.length}`);
  }
  if (bytes.length === 0 || bytes.length % 4 !== 0) {
    throw bad(`Expected an OSC packet, a multiple of 4 bytes long, got ${bytes.length} bytes`);
  }
  const packet = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!isBundle(packet)) {
    return { messages: [{ ...decodeMessage(packet), timeMs: 'immediate' }], problem: undefined };
  }
  const [messages, problems]: [ReceivedMessage[], OperationalError[]] = [[], []];
  for (const { element, timeMs } of elements(packet, 1)) {
    try {
      messages.push({ ...decodeMessage(element), timeMs });
    } catch (error) {
      if (!(error instanceof OperationalError)) throw error;
      problems.push(error);
      if (problems.length === MOST_UNREADABLE) break;
    }
  }
  return { messages, problem: problemOf(problems) };
}

function problemOf([first, ...others]: readonly OperationalError[]): OperationalError | undefined {
  if (first === undefined || others.length === 0) return first;
  return bad(`${first.message} So do others of this packet (${others.length} or more)`);
}

/** The messages of a bundle in their order, those of inner bundles in place, each with its own bundle's time. */
function* elements(
  bundle: Buffer,
  depth: number,
): Generator<{ element: Buffer; timeMs: ReceivedMessage['timeMs'] }> {
  if (depth > MAX_BUNDLE_DEPTH) {
    throw bad(`Expected bundles nested at most ${MAX_BUNDLE_DEPTH} deep`);
  }
  if (bundle.length < BUNDLE_HEAD_BYTES) throw bad('An OSC bundle ends within its time tag');
  const timeMs = readTimeTag(bundle.readBigUInt64BE(BUNDLE_HEAD.length));
  for (let at = BUNDLE_HEAD_BYTES; at < bundle.length;) {
    const size = bundle.readInt32BE(at);
    const start = at + 4;
    if (size <= 0 || size % 4 !== 0 || start + size > bundle.length) {
      throw bad(
        `An OSC bundle holds an element of ${size} bytes where ${bundle.length - start} are left`,
      );
    }
    const element = bundle.subarray(start, start + size);
    if (isBundle(element)) yield* elements(element, depth + 1);
    else yield { element, timeMs };
    at = start + size;
  }
}

/**
 * NTP time (32 bits of seconds since 1900, 32 bits of fraction) to ms since 1970, rounded to the millisecond. Seconds whose
 * top bit is clear are taken to lie after the counter wraps in 2036, not before 1968.
 */
function readTimeTag(tag: bigint): ReceivedMessage['timeMs'] {
  if (tag === IMMEDIATE) return 'immediate';
  const counted = Number(tag >> 32n);
  const seconds = counted < TWO_TO_32 / 2 ? counted + TWO_TO_32 : counted;
  const fraction = Number(tag & 0xffff_ffffn) / TWO_TO_32;
  return Math.round((seconds - SECONDS_1900_TO_1970 + fraction) * 1000);
}

function isBundle(packet: Buffer): boolean {
  return packet.subarray(0, BUNDLE_HEAD.length).equals(BUNDLE_HEAD);
}

function bad(sentence: string): OperationalError {
  return new OperationalError('bad-message', `${sentence}.`);
}
