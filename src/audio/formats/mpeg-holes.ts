/**
 * MPEG holes: how many frames are missing where bytes of an MP3 make none.
 *
 *   missing = frames that the Xing header promises - frames that are there, each hole its share by its bytes
 *
 * MPEG frames bear no number, so players, ffmpeg and mpg123 go on at the next one, and all that follows comes too early. But LAME
 * and ffmpeg write how many frames there are, and bytes: where the file is as long as that, what is missing was in its holes. Of
 * any other file it is not known, and what follows comes right behind, as players have it.
 */
import { ByteWindow } from './byte-window.js';
import { DamageLog } from '../damage-log.js';
import { isLikelyHole } from './hole.js';
import { parseXingHeader, type MpegFrameHeader, type XingHeader } from './mpeg-frame-header.js';
import { mpegFrames, type MpegFrame } from './mpeg-frames.js';

/** One of the files that are joined in a stream. */
export interface MpegPart {
  readonly xing: XingHeader | undefined;
  /** where it begins */
  readonly startByte: number;
}

interface MissingFrames {
  readonly frames: number;
  /** in all holes */
  readonly passedBytes: number;
}

export class MpegHoles {
  readonly #window: ByteWindow;
  readonly #first: MpegFrameHeader;
  #part: MpegPart | undefined;
  /** of the part; null where it is not known, undefined before the first hole */
  #missing: MissingFrames | null | undefined;
  #passedBytes = 0;
  #given = 0;

  constructor(window: ByteWindow, first: MpegFrameHeader) {
    this.#window = window;
    this.#first = first;
  }

  begin(part: MpegPart): void {
    this.#part = part;
    this.#missing = undefined;
    this.#passedBytes = this.#given = 0;
  }

  /**
   * How many frames are missing before this one, or undefined where that is not known.
   * @param found frames of the part before it
   * @throws OperationalError as {@link mpegFrames}
   */
  async before(frame: MpegFrame, found: number): Promise<number | undefined> {
    this.#missing ??= (await this.#measure(frame, found)) ?? null;
    if (this.#missing === null) return undefined;
    const { frames, passedBytes } = this.#missing;
    this.#passedBytes += frame.passedBytes;
    const due = Math.round((frames * this.#passedBytes) / passedBytes);
    const missing = due - this.#given;
    this.#given = due;
    return missing;
  }

  async #measure(frame: MpegFrame, found: number): Promise<MissingFrames | undefined> {
    const { xing, startByte } = this.#part ?? {};
    if (xing?.isExact !== true || startByte === undefined) return undefined;
    const { mpegFrames: promised, bytes } = xing;
    if (promised === undefined || bytes === undefined) return undefined;
    const rest = await this.#rest(frame.position, startByte + bytes);
    const oneFrameBytes = bytes / promised;
    if (rest.endByte - startByte < bytes - oneFrameBytes) return undefined;
    const missing = Math.max(0, promised - found - rest.frames);
    const { frames, rateHz } = frame.header;
    if (!isLikelyHole(missing * frames, rateHz)) return undefined;
    return {
      frames: missing,
      passedBytes: frame.passedBytes + rest.passedBytes,
    };
  }

  /** What there is of the part from `startByte` on. @param promisedEndByte what is behind it is no hole */
  async #rest(
    startByte: number,
    promisedEndByte: number,
  ): Promise<{ frames: number; passedBytes: number; endByte: number }> {
    const { file, endByte } = this.#window;
    const window = new ByteWindow(file, { startByte, endByte });
    // what is told of the same bytes is told when they are read
    const stream = mpegFrames(window, this.#first, new DamageLog(''));
    let [frames, passedBytes] = [0, 0];
    const ended = (byte: number, tailBytes: number) => {
      const inPart = Math.max(0, promisedEndByte - (byte - tailBytes));
      return { frames, passedBytes: passedBytes + Math.min(tailBytes, inPart), endByte: byte };
    };
    for (;;) {
      const result = await stream.next();
      if (result.done === true) return ended(window.position, result.value.passedBytes);
      const { bytes, header, position, passedBytes: before } = result.value;
      if (parseXingHeader(bytes, header) !== undefined) return ended(position, before);
      frames += 1;
      passedBytes += before;
    }
  }
}
