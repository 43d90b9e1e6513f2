/**
 * Writes numbers of any width, the highest bit first: what formats/flac-bits.ts reads.
 */

/** Beside up to 7 bits that wait for their byte to be full, they fit into a 32-bit word. */
const MOST_AT_ONCE = 24;

export class FlacBitWriter {
  readonly #bytes: Uint8Array;
  #count = 0;
  #held = 0;
  #heldBits = 0;

  /** @param mostBytes that are written between two calls of {@link clear} */
  constructor(mostBytes: number) {
    this.#bytes = new Uint8Array(mostBytes);
  }

  /** The whole bytes so far, until it is cleared. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#count);
  }

  clear(): void {
    this.#count = 0;
    this.#held = 0;
    this.#heldBits = 0;
  }

  /** The lowest bits of an integer, which may be negative. @param bits 0 to 32 */
  put(value: number, bits: number): void {
    if (bits > MOST_AT_ONCE) {
      this.put(value >> 16, bits - 16);
      this.put(value & 0xffff, 16);
      return;
    }
    this.#held = (this.#held << bits) | (value & ((1 << bits) - 1));
    this.#heldBits += bits;
    while (this.#heldBits >= 8) {
      this.#heldBits -= 8;
      this.#bytes[this.#count] = this.#held >>> this.#heldBits;
      this.#count += 1;
    }
    this.#held &= (1 << this.#heldBits) - 1;
  }

  /** Zeros, and a one behind them. */
  putUnary(zeros: number): void {
    let left = zeros;
    for (; left >= MOST_AT_ONCE; left -= MOST_AT_ONCE) this.put(0, MOST_AT_ONCE);
    this.put(1, left + 1);
  }

  /** Zeros up to the next whole byte. */
  fillByte(): void {
    if (this.#heldBits > 0) this.put(0, 8 - this.#heldBits);
  }
}
