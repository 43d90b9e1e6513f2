/**
 * Stem controls: what of a live stem has an address of its own, as faders and buttons of surfaces expect it.
 *
 *   /stemwright/live/<stem>/gain dB     .../fader 0 to 1     .../mute 0|1     .../solo 0|1
 *
 * Surfaces are told changes at the same addresses (osc/level-echo.ts), and some send back what they are told. So a value that the
 * control has already changes nothing: told and sent back, it comes to rest. It is compared as OSC sends it, in 32 bits.
 */
import type { Live } from '../../live/live.js';
import type { StemLevel } from '../../live/session/stem-levels.js';
import { faderDb, faderPosition, STEM_FADER_DB } from './fader-law.js';

export const STEM_CONTROLS = ['gain', 'fader', 'mute', 'solo'] as const;
export type StemControl = (typeof STEM_CONTROLS)[number];

/** A switch has true or false. */
export type StemControlValues = Readonly<Record<StemControl, number | boolean>>;

export function stemControlAddress(stem: string, control: StemControl): string {
  return `/stemwright/live/${stem}/${control}`;
}

/** Where a stem's controls stand. */
export function stemControlValues({ gainDb, muted, soloed }: StemLevel): StemControlValues {
  return { gain: gainDb, fader: faderPosition(gainDb, STEM_FADER_DB), mute: muted, solo: soloed };
}

/** The controls that stand elsewhere than before. @param before undefined: nobody knows where they stood */
export function movedStemControls(
  before: StemLevel | undefined,
  level: StemLevel,
): Partial<StemControlValues> {
  const [earlier, now] = [before && stemControlValues(before), stemControlValues(level)];
  const moved = STEM_CONTROLS.filter((control) => earlier?.[control] !== now[control]);
  return Object.fromEntries(moved.map((control) => [control, now[control]]));
}

/** @throws OperationalError `bad-argument` on a stem that the model does not have */
export function moveStemControl(
  live: Pick<Live, 'levels' | 'setLevel'>,
  stem: string,
  control: StemControl,
  value: number,
): void {
  const levels = live.levels();
  const level = Object.hasOwn(levels, stem) ? levels[stem] : undefined;
  const stands = level === undefined ? undefined : Number(stemControlValues(level)[control]);
  if (stands !== undefined && Math.fround(stands) === Math.fround(value)) return;
  live.setLevel(stem, levelChange(control, value));
}

function levelChange(control: StemControl, value: number): Partial<StemLevel> {
  switch (control) {
    case 'gain':
      return { gainDb: value };
    case 'fader':
      return { gainDb: faderDb(value, STEM_FADER_DB) };
    case 'mute':
      return { muted: value === 1 };
    case 'solo':
      return { soloed: value === 1 };
  }
}
