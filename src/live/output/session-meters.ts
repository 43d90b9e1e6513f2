/**
 * Session meters: how loud a session's input and its stems are, {@link METERS_PER_SECOND} times a second of input.
 *
 *   peak dBFS = 20 log10(max |x|),   rms dBFS = 10 log10(mean x^2)        both -120 at least
 *
 * The clock is the number of frames: what is said depends on the sound alone, but for where blocks end. It is measured on the
 * blocks that pass; while nobody wants it, nothing is.
 */
import { LevelMeter } from '../../signal/level-meter.js';
import type { PlanarBlock } from '../../signal/planar-block.js';
import { stemRow, type StemBlock } from '../../signal/stem-block.js';
import type { StemIndex } from '../../signal/units.js';
import { METER_FLOOR_DBFS, METERS_PER_SECOND, type LiveMeters, type MeterLevel } from '../live.js';

export interface SessionMetersOptions {
  readonly rateHz: number;
  /** the names of those that are measured */
  readonly stems: ReadonlyMap<StemIndex, string>;
  readonly onMeters: (meters: LiveMeters) => void;
}

export class SessionMeters {
  readonly #options: SessionMetersOptions;
  readonly #intervalFrames: number;
  readonly #input = new LevelMeter();
  readonly #stems: ReadonlyMap<StemIndex, LevelMeter>;
  #isOn = false;
  /** since it was turned on */
  #frames = 0;
  #dueFrame = 0;

  constructor(options: SessionMetersOptions) {
    this.#options = options;
    this.#intervalFrames = options.rateHz / METERS_PER_SECOND;
    this.#stems = new Map([...options.stems.keys()].map((stem) => [stem, new LevelMeter()]));
  }

  setOn(isOn: boolean): void {
    if (isOn === this.#isOn) return;
    this.#isOn = isOn;
    this.#frames = 0;
    this.#dueFrame = this.#intervalFrames;
    // what was measured before it was turned off is of no use
    this.#read();
  }

  /** @param input [channels][n] @param stems what is put out beside it, at its levels; undefined: nothing is */
  measure(input: PlanarBlock, stems?: StemBlock): void {
    if (!this.#isOn) return;
    for (const row of input) this.#input.add(row);
    if (stems !== undefined) this.#addStems(stems);
    this.#frames += input[0]!.length;
    if (this.#frames < this.#dueFrame) return;
    // a block may be longer than the time between two
    while (this.#dueFrame <= this.#frames) this.#dueFrame += this.#intervalFrames;
    this.#options.onMeters(this.#read());
  }

  #addStems(block: StemBlock): void {
    for (const [stem, meter] of this.#stems) {
      for (let channel = 0; channel < block.channels; channel++) {
        meter.add(stemRow(block, channel, stem));
      }
    }
  }

  #read(): LiveMeters {
    const stems = [...this.#stems].map(
      ([stem, meter]) => [this.#options.stems.get(stem)!, levelOf(meter)] as const,
    );
    return { input: levelOf(this.#input), stems: Object.fromEntries(stems) };
  }
}

function levelOf(meter: LevelMeter): MeterLevel {
  const { peak, square } = meter.read();
  return { peakDbfs: decibels(peak ** 2), rmsDbfs: decibels(square) };
}

/** @param square of an amplitude */
function decibels(square: number): number {
  return Math.max(METER_FLOOR_DBFS, 10 * Math.log10(square));
}
