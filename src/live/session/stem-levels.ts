/**
 * Stem levels: gain, mute and solo of every stem as one smooth factor per frame.
 *
 *   target = 0                 when muted, or when another stem is soloed and this one is not
 *   target = 10^(gainDb / 20)  else
 *
 * A new target is reached in a straight line over 10 ms from where the factor is. So between two frames it changes by at
 * most (largest change) / (10 ms in frames): no zipper noise. At 0 dB, nothing muted or soloed, no bit changes. The
 * factor depends on the frame alone, not on block sizes.
 */
import type { StemBlock } from '../../signal/stem-block.js';

export interface StemLevel {
  readonly gainDb: number;
  readonly muted: boolean;
  readonly soloed: boolean;
}

export const UNITY_LEVEL: StemLevel = { gainDb: 0, muted: false, soloed: false };

/** +24 dB: a fader's headroom. -120 dB and below are silence to 24 bits. */
export const GAIN_RANGE_DB = { least: -120, most: 24 } as const;

const RAMP_SECONDS = 0.01;

interface Ramp {
  readonly from: number;
  readonly to: number;
  /** frames gone, up to the ramp's length */
  readonly position: number;
}

export class StemLevels {
  readonly #rampFrames: number;
  readonly #levels: StemLevel[];
  readonly #ramps: Ramp[];

  constructor(stems: number, rateHz: number) {
    this.#rampFrames = Math.max(1, Math.round(RAMP_SECONDS * rateHz));
    this.#levels = Array.from({ length: stems }, () => UNITY_LEVEL);
    this.#ramps = this.#levels.map(() => ({ from: 1, to: 1, position: this.#rampFrames }));
  }

  /** what was set, by stem */
  get levels(): readonly StemLevel[] {
    return [...this.#levels];
  }

  /** whether applying them would change nothing */
  get areUnity(): boolean {
    return this.#ramps.every(({ to, position }) => to === 1 && position >= this.#rampFrames);
  }

  /** Changes what is given; it takes effect with the next frame. @throws Error on an unknown stem or a gain out of range */
  set(stem: number, change: Partial<StemLevel>): void {
    const level = this.#levels[stem];
    if (level === undefined) throw new Error(`StemLevels: stem ${stem} of ${this.#levels.length}`);
    const next = { ...level, ...change };
    const { least, most } = GAIN_RANGE_DB;
    if (!(next.gainDb >= least && next.gainDb <= most)) {
      throw new Error(`StemLevels: gainDb must be from ${least} to ${most}, got ${next.gainDb}`);
    }
    this.#levels[stem] = next;
    const someSoloed = this.#levels.some(({ soloed }) => soloed);
    for (const [index, { gainDb, muted, soloed }] of this.#levels.entries()) {
      const to = muted || (someSoloed && !soloed) ? 0 : 10 ** (gainDb / 20);
      const ramp = this.#ramps[index]!;
      if (to !== ramp.to) this.#ramps[index] = { from: this.#factor(ramp), to, position: 0 };
    }
  }

  /** Multiplies the next frames in place. */
  apply(block: StemBlock): void {
    const { channels, stems, frames, data } = block;
    for (const [stem, ramp] of this.#ramps.entries()) {
      const { from, to, position } = ramp;
      const left = Math.min(frames, this.#rampFrames - position);
      this.#ramps[stem] = { from, to, position: position + left };
      if (left === 0 && to === 1) continue;
      for (let channel = 0; channel < channels; channel++) {
        const start = (channel * stems + stem) * frames;
        for (let n = 0; n < frames; n++) {
          data[start + n]! *=
            n < left ? this.#factor({ from, to, position: position + n + 1 }) : to;
        }
      }
    }
  }

  #factor({ from, to, position }: Ramp): number {
    return position >= this.#rampFrames ? to : from + (position / this.#rampFrames) * (to - from);
  }
}
