/**
 * OSC packets written by hand, from the specification and not through osc-js or our codec, to test both against.
 */

/** A NUL-terminated UTF-8 string, padded to a multiple of four. */
export function oscString(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([bytes, Buffer.alloc(4 - (bytes.length % 4))]);
}

export function oscInt(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

export function oscFloat(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatBE(value);
  return bytes;
}

/** @param types without the comma */
export function oscMessage(address: string, types = '', ...args: Buffer[]): Buffer {
  return Buffer.concat([oscString(address), oscString(`,${types}`), ...args]);
}

/** @param timeTag NTP time; 1: immediately */
export function oscBundle(timeTag: bigint, ...elements: Buffer[]): Buffer {
  const tag = Buffer.alloc(8);
  tag.writeBigUInt64BE(timeTag);
  const sized = elements.flatMap((element) => [oscInt(element.length), element]);
  return Buffer.concat([oscString('#bundle'), tag, ...sized]);
}

/** NTP time of a time in ms since 1970, from the definition. */
export function ntpTimeTag(unixMs: number): bigint {
  const seconds = BigInt(Math.floor(unixMs / 1000)) + 2_208_988_800n;
  const fraction = (BigInt(((unixMs % 1000) + 1000) % 1000) << 32n) / 1000n;
  return ((seconds & 0xffff_ffffn) << 32n) | fraction;
}
