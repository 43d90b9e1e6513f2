/**
 * From the bytes of a packet to requests: each message of a bundle stands for itself.
 *
 *   packet -> admission -> decode -> the API's dispatcher
 *
 * A packet pays for one thing in it, a message or the answer to what cannot be read; each of the others pays for itself.
 * Messages are handled when they arrive, whatever the time tag of their bundle says: a job has no moment it must begin at.
 */
import type { Api } from '../api/api.js';
import { decodePacket } from './osc-packet.js';
import { clientOf, type Peer } from './peer.js';

/**
 * Throws nothing, whatever the packet is.
 * @returns whether it was taken; one of a connection that was not can be handed over again
 */
export function receivePacket(api: Api, packet: Uint8Array, peer: Peer): boolean {
  const client = clientOf(peer);
  if (!api.admit(client, { waits: peer.isConnection === true })) return false;
  let isPaid = true;
  const pays = (): boolean => {
    const paid = isPaid || api.admit(client);
    isPaid = false;
    return paid;
  };
  try {
    const { messages, problem } = decodePacket(packet);
    for (const { address, args } of messages) {
      if (pays()) api.dispatch({ address, values: args }, client);
    }
    if (problem !== undefined && pays()) api.refuseUnreadable(problem, client);
  } catch (error) {
    api.refuseUnreadable(error, client);
  }
  return true;
}
