/**
 * Live stem: how loud a stem of the live session is, and how it is set.
 */
import type { JSX } from 'preact';

import { LEAST_GAIN_DB, MOST_GAIN_DB } from '../lane-settings.js';
import type { StemLook } from '../page-state.js';
import { TEXTS } from '../texts.js';
import type { LiveState, StemSetting } from './live-state.js';
import { Meter } from './meter.js';

export interface LiveStemProps {
  readonly live: LiveState;
  readonly stem: string;
  readonly look: StemLook | undefined;
  readonly setting: StemSetting;
}

export function LiveStem({ live, stem, look, setting }: LiveStemProps): JSX.Element {
  const label = look?.label ?? stem;
  const { gainDb, muted, soloed } = setting;
  return (
    <li
      class="live-stem"
      ref={(element) => {
        // the policy of this page allows no style attributes, but what scripts set
        if (look !== undefined) element?.style.setProperty('--stem', look.colour);
      }}
    >
      <strong>{label}</strong>
      <Meter live={live} stem={stem} label={TEXTS.live.loudnessOf(label)} />
      <button
        type="button"
        aria-pressed={soloed}
        aria-label={TEXTS.live.soloOf(label)}
        onClick={() => {
          live.setSoloed(stem, !soloed);
        }}
      >
        {TEXTS.solo}
      </button>
      <button
        type="button"
        aria-pressed={muted}
        aria-label={TEXTS.live.muteOf(label)}
        onClick={() => {
          live.setMuted(stem, !muted);
        }}
      >
        {TEXTS.mute}
      </button>
      <input
        type="range"
        min={LEAST_GAIN_DB}
        max={MOST_GAIN_DB}
        step={1}
        value={gainDb}
        aria-label={TEXTS.live.levelOf(label, Math.round(gainDb))}
        onInput={({ currentTarget }) => {
          live.setGain(stem, currentTarget.valueAsNumber);
        }}
      />
    </li>
  );
}
