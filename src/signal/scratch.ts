/**
 * Scratch: memory that one run after another works in. Fresh memory costs a page fault every 4 KB, and a window's working set is
 * tens of megabytes: together that took longer than the arithmetic done in it.
 *
 * Each place in the code that needs memory for the length of a run asks for it under a name of its own. What it gets holds whatever the
 * run before left there. One scratch serves one run at a time; what a run returns must not come from it.
 */
export class Scratch {
  readonly #createFloats: (length: number) => Float32Array;
  readonly #floats = new Map<string, Float32Array>();
  readonly #doubles = new Map<string, Float64Array>();
  readonly #parts = new Map<string, Scratch>();

  /** @param createFloats where they come from, such as memory that threads share @default memory of its own */
  constructor(createFloats = (length: number): Float32Array => new Float32Array(length)) {
    this.#createFloats = createFloats;
  }

  /** `length` floats of any value: the same ones as before where the length is. */
  floats(name: string, length: number): Float32Array {
    return reused(this.#floats, name, length, this.#createFloats);
  }

  /** `length` doubles of any value, likewise. */
  doubles(name: string, length: number): Float64Array {
    return reused(this.#doubles, name, length, (size) => new Float64Array(size));
  }

  /** A scratch of its own, kept with this one: for blocks of another length under the same names. */
  part(name: string): Scratch {
    const held = this.#parts.get(name) ?? new Scratch(this.#createFloats);
    this.#parts.set(name, held);
    return held;
  }
}

function reused<T extends { readonly length: number }>(
  held: Map<string, T>,
  name: string,
  length: number,
  create: (length: number) => T,
): T {
  const before = held.get(name);
  if (before?.length === length) return before;
  const fresh = create(length);
  held.set(name, fresh);
  return fresh;
}
