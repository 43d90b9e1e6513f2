/**
 * Own hosts: the names in `Host` that are this machine's: "localhost" and 127.0.0.1; beyond this machine also those of the
 * certificate, and the very address that the request came to, which no other site can be called.
 */
import type { PageCertificate } from './page-certificate.js';

/**
 * @param host as `Host` has it, with or without port
 * @param reached the address of this machine that the request came to
 */
export type IsOwnHost = (host: string, reached: string) => boolean;

/** A name or IPv4 address, or an IPv6 address in brackets; then the port. */
const HOST = /^(?:\[([\da-f:.]+)\]|([^\s:[\]]+))(?::\d+)?$/i;
const LOOPBACK: readonly string[] = ['127.0.0.1', 'localhost'];
/** IPv4, come to a socket of IPv6 */
const MAPPED = /^::ffff:/i;

export function ownHosts(certificate: Pick<PageCertificate, 'isFor'> | undefined): IsOwnHost {
  return (host, reached) => {
    const [, address, named] = HOST.exec(host) ?? [];
    const name = (address ?? named)?.toLowerCase();
    if (name === undefined) return false;
    if (LOOPBACK.includes(name)) return true;
    if (certificate === undefined) return false;
    return name === reached.replace(MAPPED, '') || certificate.isFor(name);
  };
}
