/**
 * The announcement of OSCQuery: surfaces in the local network find it by multicast DNS, as `_oscjson._tcp`. Only for a server that
 * other machines can reach. This is the only file that imports dnssd-advertise.
 */
import { advertise } from 'dnssd-advertise';
import os from 'node:os';

/** As the proposal names it. */
export const OSC_QUERY_SERVICE = 'oscjson';

/** @returns what takes it back: others are told that it goes */
export function announceOscQuery(port: number): () => Promise<void> {
  const [machine = ''] = os.hostname().split('.');
  return advertise({
    name: `Stemwright on ${machine}`,
    type: OSC_QUERY_SERVICE,
    protocol: 'tcp',
    port,
  });
}
