/**
 * Where each FLAC frame belongs: frames are numbered, so what is missing between two of them is known, and becomes silence.
 */
import type { DamageLog } from '../damage-log.js';
import type { DecodedBlock } from './audio-stream.js';
import type { FlacFrame } from './flac-frame.js';
import type { FlacFrameHeader } from './flac-frame-header.js';
import type { FlacStreamInfo } from './flac-stream-info.js';

const SILENCE_FRAMES = 65_536;
/** no recording has a longer hole; a number that says so is itself damaged */
const LONGEST_HOLE_SECONDS = 3_600;

export class FlacTimeline {
  readonly #info: FlacStreamInfo;
  readonly #damage: DamageLog;
  /** of the first frame, where a stream was cut out of a longer one; undefined before it */
  #firstFrame: number | undefined;
  /** audio frames given so far */
  #frames = 0;
  #isDamaged = false;

  constructor(info: FlacStreamInfo, damage: DamageLog) {
    this.#info = info;
    this.#damage = damage;
  }

  /** Whether there are all the frames that STREAMINFO promises. */
  get isComplete(): boolean {
    return this.#frames === this.#info.totalFrames;
  }

  /** Whether the frame can come now: later than what there is, and in the recording. */
  canFollow(header: FlacFrameHeader): boolean {
    const start = this.#startOf(header);
    const { rateHz, totalFrames } = this.#info;
    if (start < this.#frames || start - this.#frames > LONGEST_HOLE_SECONDS * rateHz) return false;
    return totalFrames === undefined || start + header.frames <= totalFrames;
  }

  /** Notes that bytes which make no frame were passed over before the next frame. */
  tellPassed(bytes: number, position: number): void {
    this.#isDamaged = true;
    this.#damage.note(
      `is damaged at ${this.#seconds()} s: ${bytes} bytes (from byte ${position} on) are no intact FLAC frame and are passed over`,
    );
  }

  /** The frame, behind silence for those that are missing before it. */
  *place({ header, channelData }: FlacFrame): Generator<DecodedBlock, void, void> {
    const { rateHz, channels } = this.#info;
    const start = this.#startOf(header);
    const missing = start - this.#frames;
    if (missing > 0) {
      this.#damage.note(
        `has no intact frames from ${this.#seconds()} s for ${(missing / rateHz).toFixed(2)} s: silence takes their place`,
      );
    }
    this.#firstFrame ??= this.#ownStart(header) - start;
    for (let left = missing; left > 0; left -= SILENCE_FRAMES) {
      const length = Math.min(left, SILENCE_FRAMES);
      yield {
        rateHz,
        channelData: Array.from({ length: channels }, () => new Float32Array(length)),
      };
    }
    this.#frames = start + header.frames;
    yield { rateHz, channelData };
  }

  /** @param passedBytes that make no frame, at the end */
  end(passedBytes: number): void {
    const { totalFrames } = this.#info;
    if (totalFrames === undefined ? passedBytes === 0 : this.isComplete) return;
    const expected = totalFrames === undefined ? '' : ` of ${totalFrames}`;
    this.#damage.endsEarly(
      `is a FLAC file that is cut short: ${this.#frames}${expected} frames are whole`,
    );
  }

  /** From the start of the recording; a stream cut out of a longer one begins with its own first frame. */
  #startOf(header: FlacFrameHeader): number {
    const isFirstIntact = this.#firstFrame === undefined && !this.#isDamaged;
    if (isFirstIntact) return 0;
    return this.#ownStart(header) - (this.#firstFrame ?? 0);
  }

  #ownStart({ number, countsFrames, frames }: FlacFrameHeader): number {
    if (countsFrames) return number;
    return number * (this.#info.blockFrames === 0 ? frames : this.#info.blockFrames);
  }

  #seconds(): string {
    return (this.#frames / this.#info.rateHz).toFixed(2);
  }
}
