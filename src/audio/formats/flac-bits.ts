/**
 * Reads numbers of any width out of bytes, the highest bit first. Behind the end there are zeros; `isPastEnd` says so.
 */

/** A shift by up to 7 bits leaves that many of a 32-bit word. */
const MOST_AT_ONCE = 24;

export class FlacBits {
  readonly #bytes: Uint8Array;
  /** in bits */
  #position: number;

  constructor(bytes: Uint8Array, startByte: number) {
    this.#bytes = bytes;
    this.#position = startByte * 8;
  }

  get isPastEnd(): boolean {
    return this.#position > this.#bytes.length * 8;
  }

  /** the first byte that is not read yet, not even in part */
  get nextByte(): number {
    return Math.ceil(this.#position / 8);
  }

  unsigned(bits: number): number {
    if (bits === 0) return 0;
    if (bits > MOST_AT_ONCE) {
      const high = this.unsigned(bits - 16);
      return high * 65_536 + this.unsigned(16);
    }
    const value = (this.#word() << (this.#position & 7)) >>> (32 - bits);
    this.#position += bits;
    return value;
  }

  signed(bits: number): number {
    const value = this.unsigned(bits);
    return value >= 2 ** (bits - 1) ? value - 2 ** bits : value;
  }

  /** Zeros up to the next one, which is passed, too. */
  unary(): number {
    for (let zeros = 0; ;) {
      const offset = this.#position & 7;
      const left = this.#word() << offset;
      if (left !== 0) {
        const count = Math.clz32(left);
        this.#position += count + 1;
        return zeros + count;
      }
      zeros += 32 - offset;
      this.#position += 32 - offset;
      if (this.isPastEnd) return zeros;
    }
  }

  #word(): number {
    const bytes = this.#bytes;
    const at = this.#position >>> 3;
    if (at + 3 < bytes.length) {
      return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
    }
    let word = 0;
    for (let index = at; index < at + 4; index++) word = (word << 8) | (bytes[index] ?? 0);
    return word;
  }
}
