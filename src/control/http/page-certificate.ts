/**
 * Page certificate: what the page is encrypted by, for browsers on other machines. Its files are read once, at the start.
 */
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { createSecureContext } from 'node:tls';

import { isMissing, systemCode } from '../../file-errors.js';
import { OperationalError } from '../../operational-error.js';

export interface PageCertificate {
  /** PEM, with the certificates that it is signed by, if there are any */
  readonly cert: Buffer;
  /** PEM */
  readonly key: Buffer;
  readonly validUntil: Date;
  /** Whether it says that name, or IP address. */
  isFor(name: string): boolean;
}

/**
 * @param files paths of PEM files
 * @throws OperationalError `input-missing`, `input-unreadable`; `bad-argument` on what is no certificate, or not its key
 */
export async function readPageCertificate(files: {
  readonly certificate: string;
  readonly key: string;
}): Promise<PageCertificate> {
  const cert = await bytesOf(files.certificate, 'certificate');
  const key = await bytesOf(files.key, 'key');
  let said: X509Certificate;
  try {
    said = new X509Certificate(cert);
  } catch (cause) {
    throw new OperationalError(
      'bad-argument',
      `Expected ${files.certificate} to be a certificate as PEM ("-----BEGIN CERTIFICATE-----").`,
      { cause },
    );
  }
  try {
    createSecureContext({ cert, key });
  } catch (cause) {
    throw new OperationalError(
      'bad-argument',
      `Expected ${files.key} to be the key of the certificate ${files.certificate}, as PEM and without a passphrase ` +
        `(${cause instanceof Error ? cause.message : String(cause)}).`,
      { cause },
    );
  }
  return {
    cert,
    key,
    validUntil: new Date(said.validTo),
    isFor: (name) => (isIP(name) === 0 ? said.checkHost(name) : said.checkIP(name)) !== undefined,
  };
}

async function bytesOf(file: string, what: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new OperationalError(
      isMissing(cause) ? 'input-missing' : 'input-unreadable',
      `The page’s ${what} ${file} cannot be read (${systemCode(cause) ?? 'unknown error'}).`,
      { cause },
    );
  }
}
