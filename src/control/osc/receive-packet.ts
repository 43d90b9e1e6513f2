/**
 * From the bytes of a packet to requests: each message of a bundle stands for itself.
 *
 *   packet -> rate limit -> decode -> the API's dispatcher
 *
 * Messages are handled when they arrive, whatever the time tag of their bundle says: a job has no moment it must begin at.
 */
import type { Api } from '../api/api.js';
import { decodePacket } from './osc-packet.js';
import { clientOf, type Peer } from './peer.js';

/** Throws nothing, whatever the packet is. */
export function receivePacket(api: Api, packet: Uint8Array, peer: Peer): void {
  const client = clientOf(peer);
  if (!api.admit(client)) return;
  try {
    const { messages, problems } = decodePacket(packet);
    for (const problem of problems) api.refuseUnreadable(problem, client);
    messages.forEach(({ address, args }, index) => {
      // the packet has paid for its first message
      if (index === 0 || api.admit(client)) api.dispatch({ address, values: args }, client);
    });
  } catch (error) {
    api.refuseUnreadable(error, client);
  }
}
