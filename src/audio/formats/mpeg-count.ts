/**
 * Counts the MPEG frames of each file in a stream of joined files, against what its Xing header promises: where the next file
 * begins, and whether the last one is complete.
 */
import type { DamageLog } from '../damage-log.js';
import { parseXingHeader } from './mpeg-frame-header.js';
import type { MpegEnd, MpegFrame } from './mpeg-frames.js';

/** Some encoders count the Xing frame itself, some leave a frame to flush the decoder. */
const SPARE_FRAMES = 2;

export class MpegCount {
  /** of this file, its Xing frame left out */
  #frames = 0;
  #seconds = 0;
  #audioBytes = 0;
  #passedBytes = 0;
  #promised: number | undefined;
  #isFirst = true;

  /** Counts the frame. @returns whether the decoder has to begin anew with it */
  startsAnotherFile({ bytes, header, passedBytes }: MpegFrame): boolean {
    const xing = parseXingHeader(bytes, header);
    this.#seconds += header.frames / header.rateHz;
    const isBehindPromise =
      this.#promised !== undefined && this.#frames >= this.#promised + SPARE_FRAMES;
    const starts = xing !== undefined || isBehindPromise;
    if (starts) {
      this.#frames = this.#audioBytes = this.#passedBytes = 0;
      this.#promised = xing?.mpegFrames;
    }
    if (xing === undefined) {
      this.#frames += 1;
      this.#audioBytes += bytes.length;
    }
    this.#passedBytes += passedBytes;
    const isAnother = starts && !this.#isFirst;
    this.#isFirst = false;
    return isAnother;
  }

  /** Notes where the last file ends early. Bytes that were passed over may have been frames. */
  tellMissing({ isInFrame }: MpegEnd, damage: DamageLog): void {
    const promised = this.#promised;
    const meanBytes = this.#audioBytes / Math.max(1, this.#frames);
    const passedFrames = this.#passedBytes === 0 ? 0 : Math.ceil(this.#passedBytes / meanBytes) + 1;
    // One that counts its Xing frame has one less.
    const found = this.#frames + passedFrames + (isInFrame ? 0 : 1);
    const isComplete = promised === undefined ? !isInFrame : found >= promised;
    if (isComplete) return;
    const counted =
      promised === undefined ? '' : ` (${promised} MPEG frames expected, ${this.#frames} found)`;
    damage.endsEarly(
      `is an MP3 that is cut short${counted}: it ends after ${this.#seconds.toFixed(2)} s`,
    );
  }
}
