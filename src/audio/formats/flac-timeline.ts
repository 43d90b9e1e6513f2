/**
 * Where each FLAC frame belongs: frames are numbered, so what is missing between two of them is known, and becomes silence.
 */
import type { DamageLog } from '../damage-log.js';
import type { DecodedBlock } from './audio-stream.js';
import type { FlacFrame } from './flac-frame.js';
import type { FlacFrameHeader } from './flac-frame-header.js';
import type { FlacStreamInfo } from './flac-stream-info.js';
import { isLikelyHole, silenceInHole } from './hole.js';

export class FlacTimeline {
  readonly #info: FlacStreamInfo;
  readonly #damage: DamageLog;
  /** of the file before this stream, for messages */
  readonly #framesBefore: number;
  /** of the first frame, where a stream was cut out of a longer one; undefined before it */
  #firstFrame: number | undefined;
  /** audio frames given so far */
  #frames = 0;
  #isDamaged = false;

  constructor(info: FlacStreamInfo, damage: DamageLog, framesBefore = 0) {
    this.#info = info;
    this.#damage = damage;
    this.#framesBefore = framesBefore;
  }

  /** Whether there are all the frames that STREAMINFO promises. */
  get isComplete(): boolean {
    return this.#frames === this.#info.totalFrames;
  }

  /** Whether the frame can come now: later than what there is, and in the recording. */
  canFollow(header: FlacFrameHeader): boolean {
    const start = this.#startOf(header);
    const { rateHz, totalFrames } = this.#info;
    if (start < this.#frames || !isLikelyHole(start - this.#frames, rateHz)) return false;
    return totalFrames === undefined || start + header.frames <= totalFrames;
  }

  /** Notes that bytes were passed over before the next frame. @param what they are not */
  tellPassed(before: { passedBytes: number; position: number }, what: string): void {
    this.expectLoss();
    this.#damage.passedOver(before, what, this.#fileFrames / this.#info.rateHz);
  }

  /** Frames before the next one may be lost. */
  expectLoss(): void {
    this.#isDamaged = true;
  }

  /** The frame, behind silence for those that are missing before it. */
  *place({ header, channelData }: FlacFrame): Generator<DecodedBlock, void, void> {
    const start = this.#startOf(header);
    this.#firstFrame ??= this.#ownStart(header) - start;
    yield* silenceInHole(start - this.#frames, this.#info, this.#fileFrames, this.#damage);
    this.#frames = start + header.frames;
    yield { rateHz: this.#info.rateHz, channelData };
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

  get #fileFrames(): number {
    return this.#framesBefore + this.#frames;
  }
}
