/**
 * Lane: a stem with its waveform, solo, mute, level and download.
 */
import type { JSX } from 'preact';

import { LEAST_GAIN_DB, MOST_GAIN_DB, type LaneSettings } from './lane-settings.js';
import type { StemLook } from './page-state.js';
import { TEXTS } from './texts.js';
import { Waveform, type WaveformProps } from './waveform.js';

export interface LaneProps extends Omit<WaveformProps, 'label'> {
  readonly look: StemLook;
  readonly settings: LaneSettings;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
  readonly onSet: (settings: LaneSettings) => void;
  readonly onDownload: () => void;
  readonly onCopyPath: () => void;
  /** undefined: the result is not done yet */
  readonly onImpute: (() => void) | undefined;
}

export function Lane({
  look,
  settings,
  isChosen,
  onChoose,
  onSet,
  onDownload,
  onCopyPath,
  onImpute,
  ...wave
}: LaneProps): JSX.Element {
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
      data-stem={wave.sound.stem}
    >
      <div class="row">
        <strong class="grows">{label}</strong>
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
          onInput={({ currentTarget }) => {
            onSet({ ...settings, gainDb: currentTarget.valueAsNumber });
          }}
        />
        <button type="button" aria-label={TEXTS.downloadOf(label)} onClick={onDownload}>
          {TEXTS.download}
        </button>
        <button type="button" aria-label={TEXTS.copyPathOf(label)} onClick={onCopyPath}>
          {TEXTS.copyPath}
        </button>
        {onImpute !== undefined && (
          <button type="button" aria-label={TEXTS.imputeOf(label)} onClick={onImpute}>
            {TEXTS.impute}
          </button>
        )}
      </div>
      <Waveform {...wave} label={TEXTS.waveformOf(label)} />
    </li>
  );
}
