/**
 * Transport row: play, where it is, loop and zoom.
 */
import type { JSX } from 'preact';

import { clockText, TEXTS } from './texts.js';
import type { MixerControls } from './use-mixer.js';

export interface TransportRowProps {
  readonly mixer: MixerControls;
  readonly isLooping: boolean;
  readonly onLoop: () => void;
  readonly onZoom: (factor: number) => void;
}

export function TransportRow({ mixer, isLooping, onLoop, onZoom }: TransportRowProps): JSX.Element {
  const { frame, frames, rateHz, isPlaying } = mixer;
  return (
    <div class="row">
      <button
        type="button"
        onClick={() => {
          mixer.playOrPause();
        }}
      >
        {isPlaying ? TEXTS.pause : TEXTS.play}
      </button>
      <span class="time">
        {TEXTS.position(clockText(frame / rateHz), clockText(frames / rateHz))}
      </span>
      <button type="button" aria-pressed={isLooping} title={TEXTS.loopHelp} onClick={onLoop}>
        {TEXTS.loop}
      </button>
      <button
        type="button"
        onClick={() => {
          onZoom(2);
        }}
      >
        {TEXTS.zoomIn}
      </button>
      <button
        type="button"
        onClick={() => {
          onZoom(0.5);
        }}
      >
        {TEXTS.zoomOut}
      </button>
    </div>
  );
}
