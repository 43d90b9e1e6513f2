/**
 * Loop recording: what was played in and the stems that were played to it, in files that lie together as they were heard.
 *
 *   input[n] = input frame n;   stem[n] = what was put out beside input frame n - lag
 *
 * The lag is what the stems are put out ahead by, and how late the input is. Where it changes, because the output ran dry, the
 * stems have a gap or a cut there, as they had for the listener. Stems are at full level, like a live session's.
 */
import { PlanarFifo } from '../../../signal/planar-fifo.js';
import type { PlanarBlock } from '../../../signal/planar-block.js';
import { createStemBlock, stemRow, type StemBlock } from '../../../signal/stem-block.js';
import type { StemIndex } from '../../../signal/units.js';
import type { LiveRecording } from '../../output/live-recording.js';

/** The name of the input's file where the input is several stems. */
export const INPUT_NAME = 'input';

export class LoopRecording {
  readonly #recording: LiveRecording;
  readonly #generate: readonly StemIndex[];
  /** [channels * stems that are generated], what has been put out and is not heard yet */
  readonly #ahead: PlanarFifo;

  /**
   * @param recording of the input and the stems that are generated, in this order
   * @param generate those stems in the blocks that are put out
   */
  constructor(recording: LiveRecording, generate: readonly StemIndex[], channels: number) {
    this.#recording = recording;
    this.#generate = generate;
    this.#ahead = new PlanarFifo(channels * generate.length);
  }

  /** Takes [channels][frames] of input, and the stems that are put out beside it; both are copied. */
  write(input: PlanarBlock, stems: StemBlock, lagFrames: number): void {
    const { channels, frames } = stems;
    const generated = this.#generate.length;
    if (this.#ahead.frames > lagFrames) this.#ahead.truncate(lagFrames);
    else this.#ahead.appendZeros(lagFrames - this.#ahead.frames);
    this.#ahead.append(
      Array.from({ length: channels * generated }, (_, row) =>
        stemRow(stems, Math.floor(row / generated), this.#generate[row % generated]!),
      ),
    );
    const block = createStemBlock({ channels, stems: 1 + generated, frames });
    for (let channel = 0; channel < channels; channel++) {
      stemRow(block, channel, 0).set(input[channel]!);
      for (let stem = 0; stem < generated; stem++) {
        const heard = this.#ahead.peek(channel * generated + stem, frames);
        stemRow(block, channel, 1 + stem).set(heard);
      }
    }
    this.#ahead.drop(frames);
    this.#recording.write(block);
  }

  /** @returns the files, or none when the recording had failed */
  finish(): ReturnType<LiveRecording['finish']> {
    return this.#recording.finish();
  }

  warnings(): readonly string[] {
    return this.#recording.warnings();
  }
}
