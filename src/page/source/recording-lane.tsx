/**
 * Recording lane: what was separated, above its stems; it is heard instead of them, and never with them.
 */
import type { JSX } from 'preact';

import type { Sound } from './read-results.js';
import { TEXTS } from './texts.js';
import { Waveform, type WaveformPlace } from './waveform.js';

export interface RecordingLaneProps {
  readonly sound: Sound;
  readonly place: WaveformPlace;
  readonly isHeard: boolean;
  readonly onCompare: () => void;
}

export function RecordingLane({
  sound,
  place,
  isHeard,
  onCompare,
}: RecordingLaneProps): JSX.Element {
  return (
    <li class="lane recording">
      <div class="row">
        <strong class="grows">{TEXTS.recording}</strong>
        <button
          type="button"
          aria-pressed={isHeard}
          aria-label={TEXTS.hearRecording}
          title={TEXTS.hearRecordingHelp}
          onClick={onCompare}
        >
          {TEXTS.hear}
        </button>
      </div>
      <Waveform
        place={place}
        sound={sound}
        label={TEXTS.waveformOf(TEXTS.recording)}
        isHeard={isHeard}
      />
    </li>
  );
}
