/**
 * ByteWindow: a file seen through a window that only moves forward.
 *
 * A reader asks for at least n bytes, looks at them, and advances past what it has used; so a frame that
 * straddles two reads needs no special case, and never more than the bytes asked for plus one read are held.
 *
 * Whatever is in the file, others get their turn of the event loop, aborting is heard, and what is no audio is not looked through
 * without an end.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';

import { throwIfCancelled } from '../../operational-error.js';
import type { InputFile } from './input-file.js';

/** how much is read at once: large enough that a read costs nothing beside decoding it */
export const DEFAULT_READ_BYTES = 256 * 1024;

/**
 * So much that is no audio is passed over in a file, all in all; behind it is its end. A damaged disk or a broken download leaves
 * less, and a file of holes may be larger than any disk.
 */
const MOST_PASSED_BYTES = 256 * 1024 * 1024;
/** of work on this thread between two turns of the event loop */
const TURN_MS = 5;

export interface ByteWindowOptions {
  /** bytes per read; results never depend on it @default DEFAULT_READ_BYTES */
  readonly readBytes?: number;
  /** where the window starts @default 0 */
  readonly startByte?: number;
  /** where the file is taken to end @default the file's end */
  readonly endByte?: number;
}

export class ByteWindow {
  readonly file: InputFile;
  readonly endByte: number;
  readonly #readBytes: number;
  #buffer: Uint8Array;
  /** unread bytes are buffer[start .. end) */
  #start = 0;
  #end = 0;
  #filePosition: number;
  #passedBytes = 0;
  #turnMs = performance.now();

  constructor(file: InputFile, options: ByteWindowOptions = {}) {
    const readBytes = options.readBytes ?? DEFAULT_READ_BYTES;
    if (!Number.isInteger(readBytes) || readBytes < 1) {
      throw new Error(`ByteWindow: readBytes must be a positive integer, got ${readBytes}`);
    }
    this.file = file;
    this.endByte = Math.min(options.endByte ?? file.bytes, file.bytes);
    this.#readBytes = readBytes;
    this.#buffer = new Uint8Array(readBytes);
    this.#filePosition = options.startByte ?? 0;
  }

  /** where in the file the first unread byte lies */
  get position(): number {
    return this.#filePosition - (this.#end - this.#start);
  }

  /** Whether the file is taken to end here because too much of it is no audio. */
  get isGivenUp(): boolean {
    return this.#passedBytes > MOST_PASSED_BYTES;
  }

  /**
   * The unread bytes, at least `bytes` of them unless the file ends before.
   * The view is good until the next call of `fill` or `advance`.
   * @throws OperationalError `input-unreadable`, `cancelled`
   */
  async fill(bytes: number): Promise<Uint8Array> {
    if (performance.now() - this.#turnMs > TURN_MS) {
      await nextTurn();
      throwIfCancelled(this.file.signal);
      this.#turnMs = performance.now();
    }
    if (this.isGivenUp) return new Uint8Array(0);
    while (this.#end - this.#start < bytes && this.#filePosition < this.endByte) {
      this.#makeRoom(bytes);
      const wanted = Math.min(this.#readBytes, this.endByte - this.#filePosition);
      const part = this.#buffer.subarray(this.#end, this.#end + wanted);
      const got = await this.file.read(part, this.#filePosition);
      if (got === 0) break;
      this.#end += got;
      this.#filePosition += got;
    }
    return this.#buffer.subarray(this.#start, this.#end);
  }

  /** Moves past `bytes` bytes; those not read yet are skipped, not read. */
  advance(bytes: number): void {
    const held = this.#end - this.#start;
    if (bytes <= held) {
      this.#start += bytes;
      return;
    }
    this.#filePosition += bytes - held;
    this.#start = this.#end = 0;
  }

  /** The same for bytes that are no audio and no tag. */
  passOver(bytes: number): void {
    this.#passedBytes += bytes;
    this.advance(bytes);
  }

  #makeRoom(bytes: number): void {
    if (this.#end + this.#readBytes <= this.#buffer.length) return;
    const held = this.#end - this.#start;
    const needed = Math.max(bytes, held) + this.#readBytes;
    const target = needed > this.#buffer.length ? new Uint8Array(needed) : this.#buffer;
    target.set(this.#buffer.subarray(this.#start, this.#end));
    this.#buffer = target;
    this.#start = 0;
    this.#end = held;
  }
}
