/**
 * Silent runs: where one channel of a recording is digital silence, hop by hop.
 *
 *   frame n is silent   where x = 0, exactly, in a run of at least `leastFrames` frames that n lies in, or in all of the recording
 *
 * Shorter runs are part of a sound: quiet notes of few bits and square waves have them. What is before the recording and behind
 * its end counts as nothing. Which frames are silent follows from the recording alone, not from the blocks that it comes in: a hop
 * is judged with `leastFrames` frames behind it in sight.
 */
export interface FrameRange {
  readonly from: number;
  /** the first frame that is not in it */
  readonly to: number;
}

export class SilentRuns {
  readonly #leastFrames: number;
  #framesBefore = 0;
  /** directly before the next hop */
  #zerosBefore = 0;

  constructor(leastFrames: number) {
    this.#leastFrames = leastFrames;
  }

  /**
   * @param samples the next hop and what is behind it: `leastFrames` frames more, or all up to the recording's end
   * @param isToEnd whether the recording ends with them
   * @returns ranges of the hop, counted from its first frame
   */
  next(samples: Float32Array, hopFrames: number, isToEnd: boolean): FrameRange[] {
    const ranges: FrameRange[] = [];
    const frames = Math.min(hopFrames, samples.length);
    let zeros = 0;
    for (let from = 0; from < frames;) {
      const end = endOfZeros(samples, from);
      const before = from === 0 ? this.#zerosBefore : 0;
      const isAll =
        isToEnd && from === 0 && end === samples.length && before === this.#framesBefore;
      if (end > from && (isAll || before + end - from >= this.#leastFrames)) {
        ranges.push({ from, to: Math.min(end, frames) });
      }
      if (end >= frames) zeros = before + frames - from;
      from = end + 1;
    }
    this.#framesBefore += frames;
    this.#zerosBefore = zeros;
    return ranges;
  }
}

/** The first frame from `from` on that is not 0. */
function endOfZeros(samples: Float32Array, from: number): number {
  let end = from;
  while (end < samples.length && samples[end] === 0) end++;
  return end;
}
