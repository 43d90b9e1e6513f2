/**
 * Accompaniment: what a player loops in, stems that fit it out, from the next pass on.
 *
 *   input -> capture -> a whole pass of N bars -> impute (worker) -> endless loop -> from the next pass on
 *
 * The clock is the number of input frames; `push` never waits. A pass that has been played is imputed to while the next is
 * played; its stems take over where a pass begins, the very first at the next bar line. While a result is not there, what
 * sounded goes on. One pass in a row is imputed to at a time: one that comes while the worker is busy is left out, with the
 * event `late`. It hears no future: what is played now is answered a pass later.
 */
import { createStemBlock, stemRow, type StemBlock } from '../../../signal/stem-block.js';
import type { PlanarBlock } from '../../../signal/planar-block.js';
import type { StemIndex } from '../../../signal/units.js';
import type { InputTimeline } from '../../../capture/input-timeline.js';
import type { LoopEvent } from '../../live.js';
import { EndlessLoop } from './endless-loop.js';
import { LoopGrid } from './loop-grid.js';
import { LoopPlayer } from './loop-player.js';
import { messageOf } from '../../../thrown-error.js';

export interface AccompanimentOptions {
  /** of the input that is played along with; it has each block before `push` is called for it */
  readonly timeline: InputTimeline;
  readonly rateHz: number;
  readonly channels: number;
  /** of a block that is given out */
  readonly stems: number;
  /** the stems that are imputed, in the order that `impute` gives them */
  readonly generate: readonly StemIndex[];
  readonly bars: number;
  /** whether the first result is kept; see {@link Accompaniment.hold} */
  readonly hold: boolean;
  /** @param pass counts the passes that were imputed to */
  readonly impute: (rows: PlanarBlock, pass: number) => Promise<PlanarBlock>;
  readonly emit: (event: LoopEvent) => void;
}

/** Long enough for no click, short enough for a hit on the one. */
const FADE_SECONDS = 0.01;
/** Where a pass is said to begin wavers with the clocks; further off the music has jumped. */
const JUMP_SECONDS = 0.02;

export class Accompaniment {
  readonly #options: AccompanimentOptions;
  readonly #grid: LoopGrid;
  readonly #player: LoopPlayer;
  readonly #fadeFrames: number;
  readonly #jumpFrames: number;
  /** the pass that is being played in, by the input's frames */
  #capturing: { readonly startFrame: number; isWhole: boolean } | undefined;
  /** a pass that is whole as soon as its fade has come in */
  #captured: { readonly startFrame: number; readonly endFrame: number } | undefined;
  /** the take that waits for its pass */
  #next: EndlessLoop | undefined;
  #held: boolean;
  /** how far the input had come when passes were looked for last */
  #seenFrame = 0;
  #isBusy = false;
  #passes = 0;
  #closed = false;

  constructor(options: AccompanimentOptions) {
    const { timeline, bars, generate, rateHz, hold } = options;
    this.#options = options;
    this.#held = hold;
    this.#grid = new LoopGrid(timeline.bars, bars);
    this.#fadeFrames = Math.round(FADE_SECONDS * rateHz);
    this.#jumpFrames = Math.round(JUMP_SECONDS * rateHz);
    this.#player = new LoopPlayer(generate.length, this.#fadeFrames);
  }

  /**
   * The stems for as many frames as have just come in; [channels][stems][frames], silent but for those that are generated.
   * @param aheadFrames how much later than it came in an input frame's sound is heard
   */
  push(frames: number, aheadFrames: number): StemBlock {
    const startFrame = this.#options.timeline.endFrame - frames;
    this.#capture();
    this.#place(startFrame, frames, aheadFrames);
    return this.#spread(this.#player.render(startFrame, frames), frames);
  }

  /**
   * Held, the take that sounds is kept, or the first where none does, and no pass is imputed to. Let go, the pass that is
   * played then is the next to be answered.
   */
  hold(held: boolean): void {
    this.#held = held;
    // what is kept is what was heard when it was asked for, not a take that nobody has heard yet
    if (held && this.#player.current !== undefined) this.#next = undefined;
  }

  close(): void {
    this.#closed = true;
  }

  /** Sees where passes of the input begin and end. */
  #capture(): void {
    const { timeline } = this.#options;
    const nowFrame = timeline.endFrame;
    const pass = this.#grid.passAt(timeline.playedMs(nowFrame));
    if (pass === undefined) {
      this.#capturing = undefined;
    } else {
      const startFrame = timeline.playedFrame(pass.startMs);
      const before = this.#capturing;
      if (before === undefined || Math.abs(startFrame - before.startFrame) > this.#jumpFrames) {
        const endFrame = startFrame;
        const isWhole = before !== undefined && this.#isOneLoop(before.startFrame, endFrame, pass);
        if (before?.isWhole === true && isWhole) {
          this.#captured = { startFrame: before.startFrame, endFrame };
        }
        // what the music jumped into, or had begun before it was listened to, is not whole
        this.#capturing = { startFrame, isWhole: startFrame > this.#seenFrame - this.#jumpFrames };
      }
    }
    this.#seenFrame = nowFrame;
    const captured = this.#captured;
    if (captured === undefined || nowFrame < captured.endFrame + this.#fadeFrames) return;
    this.#captured = undefined;
    this.#impute(captured.startFrame, captured.endFrame + this.#fadeFrames);
  }

  #isOneLoop(
    startFrame: number,
    endFrame: number,
    { startMs, endMs }: { readonly startMs: number; readonly endMs: number },
  ): boolean {
    const expected = ((endMs - startMs) * this.#options.rateHz) / 1000;
    return Math.abs(endFrame - startFrame - expected) <= this.#jumpFrames;
  }

  #impute(startFrame: number, endFrame: number): void {
    const { timeline, impute, emit } = this.#options;
    if (this.#isKept() || startFrame < timeline.startFrame) return;
    if (this.#isBusy) {
      emit({ kind: 'loop', state: 'late', message: LATE });
      return;
    }
    this.#isBusy = true;
    impute(timeline.read(startFrame, endFrame), this.#passes++)
      .then((rows) => {
        if (!this.#closed && !this.#isKept()) this.#next = new EndlessLoop(rows, this.#fadeFrames);
      })
      .catch((error: unknown) => {
        const message = messageOf(error);
        if (!this.#closed) emit({ kind: 'loop', state: 'failed', message });
      })
      .finally(() => {
        this.#isBusy = false;
      });
  }

  /** Whether there is a take, and no other shall follow it. */
  #isKept(): boolean {
    return this.#held && (this.#next ?? this.#player.current) !== undefined;
  }

  /** Lets loops take over where passes begin to be heard, within these frames. */
  #place(startFrame: number, frames: number, aheadFrames: number): void {
    const { timeline } = this.#options;
    const endFrame = startFrame + frames;
    const heardMs = (frame: number) => timeline.cameInMs(frame + aheadFrames);
    const pass = this.#grid.passAt(heardMs(endFrame - 1));
    const { current } = this.#player;
    if (pass === undefined) {
      if (current === undefined) return;
      // it comes in again with the music
      this.#next ??= current.loop;
      this.#player.change(undefined, startFrame);
      return;
    }
    const frameOf = (ms: number) => timeline.cameInFrame(ms) - aheadFrames;
    const passFrame = frameOf(pass.startMs);
    if (current === undefined) {
      const barFrame = frameOf(pass.barMs);
      if (this.#next !== undefined && barFrame >= startFrame) this.#takeOver(passFrame, barFrame);
    } else if (Math.abs(passFrame - current.startFrame) > this.#jumpFrames) {
      this.#takeOver(passFrame, Math.max(startFrame, passFrame));
    }
  }

  #takeOver(startFrame: number, fromFrame: number): void {
    const loop = this.#next ?? this.#player.current?.loop;
    if (loop === undefined) return;
    if (this.#next !== undefined) {
      this.#options.emit({ kind: 'loop', state: 'playing', message: `take ${this.#passes}` });
    }
    this.#next = undefined;
    this.#player.change({ loop, startFrame }, fromFrame);
  }

  #spread(rows: PlanarBlock, frames: number): StemBlock {
    const { channels, stems, generate } = this.#options;
    const block = createStemBlock({ channels, stems, frames });
    for (const [index, stem] of generate.entries()) {
      for (let channel = 0; channel < channels; channel++) {
        stemRow(block, channel, stem).set(rows[index]!);
      }
    }
    return block;
  }
}

const LATE = 'the pass before is still being worked on, so what sounds goes on';
