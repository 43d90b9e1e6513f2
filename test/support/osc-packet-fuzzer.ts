/**
 * Packets a network may bring: bytes at random, and valid requests damaged in one to four places. The same for the same seed.
 */
import { createSfc32State, nextSfc32, seedSfc32 } from '../../src/signal/sfc32.js';
import { oscBundle, oscFloat, oscInt, oscMessage, oscString } from './osc-bytes.js';

const ID = oscString('fuzz');

const VALID_PACKETS: readonly Buffer[] = [
  oscMessage('/stemwright/ping', 's', ID),
  oscMessage('/stemwright/status', 'i', oscInt(7)),
  oscMessage('/stemwright/version', 's', ID),
  oscMessage('/stemwright/model/list', 's', ID),
  oscMessage('/stemwright/model/stems', 'ss', ID, oscString('gaussian')),
  oscMessage('/stemwright/subscribe', 'sii', ID, oscInt(0), oscInt(5)),
  oscMessage('/stemwright/cancel', 'ss', ID, oscString('job-1')),
  oscMessage(
    '/stemwright/separate',
    'ssss',
    ID,
    oscString('/no/such/file.wav'),
    oscString('preset'),
    oscString('draft'),
  ),
  oscMessage('/stemwright/impute', 'sss', ID, oscString('/no/such/folder'), oscString('bass')),
  // an option that there is not, in a place where no damage makes one that there is: only damage that cuts the type tags short
  // makes a job of it, some times in a million packets
  oscMessage('/stemwright/generate', 'sfsi', ID, oscFloat(10), oscString('warp'), oscInt(1)),
  oscBundle(1n, oscMessage('/stemwright/ping', 's', ID), oscMessage('/stemwright/status', 's', ID)),
  oscBundle(1n, oscBundle(2n, oscMessage('/stemwright/ping', 's', ID))),
];

const LONGEST_RANDOM_PACKET = 256;
const MOST_DAMAGES = 4;

/** @returns `count` packets, none of them empty */
export function* fuzzedPackets(count: number, seed: number): Generator<Buffer> {
  const state = createSfc32State();
  seedSfc32(state, [seed, 0, 0, 0]);
  const below = (limit: number): number => (nextSfc32(state) >>> 0) % limit;
  for (let packet = 0; packet < count; packet++) {
    yield below(4) === 0
      ? Buffer.from(Array.from({ length: 1 + below(LONGEST_RANDOM_PACKET) }, () => below(256)))
      : damaged(VALID_PACKETS[below(VALID_PACKETS.length)]!, below);
  }
}

function damaged(valid: Buffer, below: (limit: number) => number): Buffer {
  let packet = Buffer.from(valid);
  for (let damages = 1 + below(MOST_DAMAGES); damages > 0; damages--) {
    const at = below(packet.length);
    switch (below(5)) {
      case 0:
        packet[at] = below(256);
        break;
      case 1:
        packet[at]! ^= 1 << below(8);
        break;
      case 2:
        packet = packet.subarray(0, Math.max(1, at - (at % 4)));
        break;
      case 3:
        packet = Buffer.concat([packet, packet.subarray(at - (at % 4))]);
        break;
      default:
        // a size, a time tag or a string becomes a number at a limit
        if (at + 4 <= packet.length) packet.writeInt32BE([-1, 2 ** 31 - 1, 0, 1][below(4)]!, at);
    }
  }
  return packet;
}
