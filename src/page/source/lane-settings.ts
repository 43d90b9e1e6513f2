/**
 * Lane settings: how a lane is set, and what gains all of them have by that.
 *
 *   gain = 0 where it is muted, or another lane is soloed and it is not; else 10^(dB / 20)
 */
export interface LaneSettings {
  readonly gainDb: number;
  readonly isMuted: boolean;
  readonly isSoloed: boolean;
}

export const LEAST_GAIN_DB = -60;
export const MOST_GAIN_DB = 12;
export const AS_IT_IS: LaneSettings = { gainDb: 0, isMuted: false, isSoloed: false };

/** @param settings by lane. @returns linear gains by lane */
export function gainsOf(settings: readonly LaneSettings[]): readonly number[] {
  const isAnySoloed = settings.some(({ isSoloed }) => isSoloed);
  return settings.map(({ gainDb, isMuted, isSoloed }) =>
    isMuted || (isAnySoloed && !isSoloed) ? 0 : 10 ** (gainDb / 20),
  );
}
