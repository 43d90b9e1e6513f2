/**
 * Lane: a stem with its waveform, solo, mute and level; its takes, and what can be done with it.
 */
import type { ComponentChildren, JSX } from 'preact';

import { LEAST_GAIN_DB, MOST_GAIN_DB, type LaneSettings } from './lane-settings.js';
import type { StemLook } from './page-state.js';
import type { StemSound } from './read-results.js';
import { TEXTS } from './texts.js';
import { Waveform, type WaveformPlace } from './waveform.js';

export interface LaneProps {
  readonly sound: StemSound;
  readonly place: WaveformPlace;
  readonly look: StemLook;
  /** the name, which can be dragged */
  readonly name: ComponentChildren;
  readonly settings: LaneSettings;
  readonly isHeard: boolean;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
  readonly onSet: (settings: LaneSettings) => void;
  /** what can be done with the stem */
  readonly actions: ComponentChildren;
  readonly takes: ComponentChildren;
}

export function Lane(props: LaneProps): JSX.Element {
  const { sound, place, look, name, settings, isHeard, isChosen, onChoose, onSet } = props;
  const { label, colour } = look;
  const { gainDb, isMuted, isSoloed } = settings;
  return (
    <li
      class={isChosen ? 'lane chosen' : 'lane'}
      ref={(element) => {
        // the policy of this page allows no style attributes, but what scripts set
        element?.style.setProperty('--stem', colour);
      }}
      onPointerDown={onChoose}
      onFocusCapture={onChoose}
      data-stem={sound.stem}
    >
      <div>
        <div class="row">
          {name}
          <button
            type="button"
            aria-pressed={isSoloed}
            aria-label={TEXTS.soloOf(label)}
            onClick={() => {
              onSet({ ...settings, isSoloed: !isSoloed });
            }}
          >
            {TEXTS.solo}
          </button>
          <button
            type="button"
            aria-pressed={isMuted}
            aria-label={TEXTS.muteOf(label)}
            onClick={() => {
              onSet({ ...settings, isMuted: !isMuted });
            }}
          >
            {TEXTS.mute}
          </button>
          <input
            type="range"
            class="grows"
            min={LEAST_GAIN_DB}
            max={MOST_GAIN_DB}
            step={1}
            value={gainDb}
            aria-label={TEXTS.levelOf(label, gainDb)}
            title={TEXTS.levelOf(label, gainDb)}
            onInput={({ currentTarget }) => {
              onSet({ ...settings, gainDb: currentTarget.valueAsNumber });
            }}
          />
        </div>
        {props.takes}
        <div class="row">{props.actions}</div>
      </div>
      <Waveform place={place} sound={sound} label={TEXTS.waveformOf(label)} isHeard={isHeard} />
    </li>
  );
}
