/**
 * Counts the MPEG frames of each file in a stream of joined files, against what its Xing header promises: where the next file
 * begins, and whether the last one is complete.
 */
import type { DamageLog } from '../damage-log.js';
import { parseXingHeader, type XingHeader } from './mpeg-frame-header.js';
import type { MpegEnd, MpegFrame } from './mpeg-frames.js';

/** Some encoders count the Xing frame itself, some leave a frame to flush the decoder. */
const SPARE_FRAMES = 2;

export class MpegCount {
  /** of this file, its Xing frame left out */
  frames = 0;
  /** of this file */
  xing: XingHeader | undefined;
  /** of all files */
  seconds = 0;
  #audioBytes = 0;
  #passedBytes = 0;

  /** @returns whether a file begins with the frame that comes next, the first one or another */
  isStart({ bytes, header }: MpegFrame): boolean {
    if (this.seconds === 0) return true;
    const promised = this.xing?.mpegFrames;
    if (promised !== undefined && this.frames >= promised + SPARE_FRAMES) return true;
    return parseXingHeader(bytes, header) !== undefined;
  }

  /** Counts a frame. @param isStart as was found */
  add({ bytes, header, passedBytes }: MpegFrame, isStart: boolean): void {
    if (isStart) {
      this.frames = this.#audioBytes = this.#passedBytes = 0;
      this.xing = parseXingHeader(bytes, header);
    }
    this.seconds += header.frames / header.rateHz;
    this.#passedBytes += passedBytes;
    if (isStart && this.xing !== undefined) return;
    this.frames += 1;
    this.#audioBytes += bytes.length;
  }

  /** Counts silence in the place of frames before this one, whose bytes are passed over. */
  addSilence(count: number, { header, passedBytes }: MpegFrame): void {
    this.frames += count;
    this.seconds += (count * header.frames) / header.rateHz;
    this.#audioBytes += passedBytes;
    this.#passedBytes -= passedBytes;
  }

  /** Notes where the last file ends early. Bytes that were passed over may have been frames. */
  tellMissing({ isInFrame }: MpegEnd, damage: DamageLog): void {
    const promised = this.xing?.mpegFrames;
    const meanBytes = this.#audioBytes / Math.max(1, this.frames);
    const passedFrames = this.#passedBytes === 0 ? 0 : Math.ceil(this.#passedBytes / meanBytes) + 1;
    // One that counts its Xing frame has one less.
    const found = this.frames + passedFrames + (isInFrame ? 0 : 1);
    const isComplete = promised === undefined ? !isInFrame : found >= promised;
    if (isComplete) return;
    const counted =
      promised === undefined ? '' : ` (${promised} MPEG frames expected, ${this.frames} found)`;
    damage.endsEarly(
      `is an MP3 that is cut short${counted}: it ends after ${this.seconds.toFixed(2)} s`,
    );
  }
}
