/**
 * What the daemon and the process of one stream say to each other. The daemon's one message over the channel is the setup
 * (audio-stream-spec.ts).
 *
 * Sound goes over a pipe of its own as messages of a fixed header and planar float32 in the machine's byte order:
 *
 *     kind uint32 | frames uint32 | position float64 | silence float64 | rows of `frames` float32 each
 *
 * so that the daemon only copies bytes. Measured: 24 microseconds for a stereo block of 512 frames, against
 * 51 over node's own channel, which serialises every message; that carries the few others ({@link StreamReport}). A pipe
 * has an order, a limit that its writer can see, and an end when its other side dies.
 */
import { planarFrames, type PlanarBlock } from '../../signal/planar-block.js';
import type { OperationalErrorCode } from '../../operational-error.js';

/** Where the pipe is in the child, behind its standard streams and the channel. */
export const SOUND_FD = 4;

export const SOUND_KINDS = {
  /** to the daemon: a block of input, `position` is its first frame since the process began to record */
  input: 1,
  /** to the daemon: the device has been given `position` written frames and `silence` frames of silence so far */
  taken: 2,
  /** to the process: a block to play */
  output: 3,
  /** to the daemon: the process has dropped `position` written frames so far, because they were late */
  dropped: 4,
  /** to the daemon: queue and device hold `position` frames when a block has just been taken */
  held: 5,
} as const;

export interface SoundMessage {
  readonly kind: number;
  readonly frames: number;
  readonly position: number;
  readonly silence: number;
  readonly rows: PlanarBlock;
}

/** What the process reports over the channel. It ends after `absent` and `refused`. */
export type StreamReport =
  | { readonly kind: 'alive' }
  | { readonly kind: 'absent'; readonly reason: string }
  | { readonly kind: 'refused'; readonly code: OperationalErrorCode; readonly reason: string };

/** How often it reports that it is alive. */
export const ALIVE_EVERY_MS = 200;

const HEADER_BYTES = 24;
const SAMPLE_BYTES = 4;

export function encodeSound(
  kind: number,
  position: number,
  silence: number,
  rows: PlanarBlock,
): Uint8Array {
  const frames = rows.length === 0 ? 0 : planarFrames(rows);
  const bytes = new ArrayBuffer(HEADER_BYTES + rows.length * frames * SAMPLE_BYTES);
  new Uint32Array(bytes, 0, 2).set([kind, frames]);
  new Float64Array(bytes, 8, 2).set([position, silence]);
  for (const [row, samples] of rows.entries()) {
    new Float32Array(bytes, HEADER_BYTES + row * frames * SAMPLE_BYTES, frames).set(samples);
  }
  return new Uint8Array(bytes);
}

/** Puts messages together from the bytes a pipe delivers; every sample is copied once. */
export class SoundReader {
  readonly #rows: number;
  readonly #receive: (message: SoundMessage) => void;
  readonly #header = new Uint8Array(HEADER_BYTES);
  #payload = new Uint8Array(0);
  /** bytes of header and payload that are here */
  #filled = 0;

  /** @param rows of every message that has frames */
  constructor(rows: number, receive: (message: SoundMessage) => void) {
    this.#rows = rows;
    this.#receive = receive;
  }

  push(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) {
      if (this.#filled < HEADER_BYTES) {
        at += this.#fill(this.#header, this.#filled, bytes, at);
        if (this.#filled === HEADER_BYTES) this.#beginPayload();
      } else {
        at += this.#fill(this.#payload, this.#filled - HEADER_BYTES, bytes, at);
      }
      if (this.#filled === HEADER_BYTES + this.#payload.length) this.#deliver();
    }
  }

  #fill(into: Uint8Array, start: number, bytes: Uint8Array, at: number): number {
    const count = Math.min(into.length - start, bytes.length - at);
    into.set(bytes.subarray(at, at + count), start);
    this.#filled += count;
    return count;
  }

  #beginPayload(): void {
    const [, frames] = new Uint32Array(this.#header.buffer, 0, 2);
    this.#payload = new Uint8Array(frames! * this.#rows * SAMPLE_BYTES);
  }

  #deliver(): void {
    const [kind, frames] = new Uint32Array(this.#header.buffer, 0, 2);
    const [position, silence] = new Float64Array(this.#header.buffer, 8, 2);
    const samples = new Float32Array(this.#payload.buffer);
    const rows = frames === 0 ? [] : cutRows(samples, this.#rows, frames!);
    this.#filled = 0;
    this.#payload = new Uint8Array(0);
    this.#receive({ kind: kind!, frames: frames!, position: position!, silence: silence!, rows });
  }
}

function cutRows(samples: Float32Array, rows: number, frames: number): PlanarBlock {
  return Array.from({ length: rows }, (_, row) =>
    samples.subarray(row * frames, (row + 1) * frames),
  );
}
