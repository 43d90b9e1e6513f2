/**
 * Loop grid: where in a loop of N bars the music is, for any moment.
 *
 *   beats into the pass = (beat - B m0) mod (N B)        B beats a bar, m0 the bar the loop began with
 *
 * So a song that jumps, or a DAW that loops itself, is still at a place of the loop; that a pass is whole is for others to see.
 */
import type { BarLines } from '../../../capture/bar-lines.js';

export interface Pass {
  /** when it began; it may have been a jump later that the music came into it */
  readonly startMs: number;
  readonly endMs: number;
  /** the last bar line */
  readonly barMs: number;
}

export class LoopGrid {
  readonly #bars: Pick<BarLines, 'positionAt'>;
  readonly #loopBars: number;
  #firstBar: number | undefined;

  constructor(bars: Pick<BarLines, 'positionAt'>, loopBars: number) {
    this.#bars = bars;
    this.#loopBars = loopBars;
  }

  /** The pass of that moment, or undefined while the music stands. The first one that is asked for begins with its next bar. */
  passAt(ms: number): Pass | undefined {
    const position = this.#bars.positionAt(ms);
    if (position === undefined) return undefined;
    const { beat, beatsPerBar, bpm } = position;
    this.#firstBar ??= Math.ceil(beat / beatsPerBar - ON_THE_LINE_BARS);
    const loopBeats = this.#loopBars * beatsPerBar;
    const beats = modulo(beat - this.#firstBar * beatsPerBar, loopBeats);
    const beatMs = 60_000 / bpm;
    return {
      startMs: ms - beats * beatMs,
      endMs: ms + (loopBeats - beats) * beatMs,
      barMs: ms - modulo(beat, beatsPerBar) * beatMs,
    };
  }
}

/** a moment that was computed to be on a line may have come out before it */
const ON_THE_LINE_BARS = 1e-6;

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
