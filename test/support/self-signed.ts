/**
 * A certificate that is its own authority, made by openssl, as users make one for their own network.
 */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface SelfSigned {
  /** PEM files */
  readonly certificate: string;
  readonly key: string;
}

/** @param names of it, e.g. "DNS:band.test,IP:127.0.0.1" */
export async function selfSigned(
  folder: string,
  names: string,
  base = 'page',
): Promise<SelfSigned> {
  const [certificate, key] = [`${base}.crt`, `${base}.key`].map((name) =>
    path.join(folder, name),
  ) as [string, string];
  await run('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
    ...['-subj', '/CN=stemwright', '-addext', `subjectAltName=${names}`, '-days', '2'],
    ...['-keyout', key, '-out', certificate],
  ]);
  return { certificate, key };
}
