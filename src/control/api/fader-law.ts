/**
 * Fader law: the taper of faders, one for MIDI controls and OSC surfaces. A cube law, as on most mixers: amplitude = position^3.
 *
 *   dB = to + 60 log10(position), not below `from`        halfway is 18 dB below `to`
 *   position = 10^((dB - to) / 60), at most 1             at `from` and below it is 0: there the fader rests
 */
export interface FaderRange {
  /** dB of a fader that is all the way down */
  readonly from: number;
  /** dB of one that is all the way up */
  readonly to: number;
}

/** Of the faders of live stems. */
export const STEM_FADER_DB: FaderRange = { from: -60, to: 6 };

const TAPER_DB = 60;

/** @param position 0 to 1 */
export function faderDb(position: number, { from, to }: FaderRange): number {
  return Math.max(from, to + TAPER_DB * Math.log10(position));
}

/** @returns 0 to 1 */
export function faderPosition(db: number, { from, to }: FaderRange): number {
  return db <= from ? 0 : Math.min(1, 10 ** ((db - to) / TAPER_DB));
}
