/**
 * Waveform: a sound's peaks on a canvas, and a line where it plays. A click seeks; a drag chooses what is looped.
 */
import { useEffect, useMemo, useReducer, useRef } from 'preact/hooks';
import type { JSX } from 'preact';

import type { Connection } from './connection.js';
import { drawWaveform, type View } from './draw-waveform.js';
import type { Loop } from './mixer-protocol.js';
import { Peaks } from './peaks.js';
import type { Sound } from './read-results.js';

/** What all waveforms of a result share. */
export interface WaveformPlace {
  readonly connection: Connection;
  readonly view: View;
  readonly playFrame: number;
  readonly loop: Loop | undefined;
  readonly onSeek: (frame: number) => void;
  readonly onLoop: (loop: Loop) => void;
}

export interface WaveformProps {
  readonly place: WaveformPlace;
  readonly sound: Sound;
  readonly label: string;
  readonly isHeard: boolean;
}

/** A hand that moves less has clicked. */
const DRAG_PIXELS = 5;

export function Waveform({ place, sound, label, isHeard }: WaveformProps): JSX.Element {
  const { connection, view, playFrame, loop } = place;
  const canvas = useRef<HTMLCanvasElement>(null);
  const dragStart = useRef<number | undefined>(undefined);
  const [redraws, redraw] = useReducer((count: number) => count + 1, 0);
  const peaks = useMemo(() => new Peaks(connection, sound.address), [connection, sound.address]);
  useEffect(() => {
    const onResize = () => {
      redraw(undefined);
    };
    addEventListener('resize', onResize);
    return () => {
      removeEventListener('resize', onResize);
    };
  }, []);
  // not where it plays, which changes all the time
  useEffect(() => {
    if (canvas.current === null) return;
    const framesPerPixel = view.frames / Math.max(1, canvas.current.clientWidth * devicePixelRatio);
    const known = peaks.at(sound, framesPerPixel, () => {
      redraw(undefined);
    });
    drawWaveform(canvas.current, { peaks: known, view, loop, isHeard });
  }, [peaks, redraws, sound.frames, view.startFrame, view.frames, loop, isHeard]);

  const frameAt = ({ offsetX }: MouseEvent): number =>
    Math.round(
      view.startFrame +
        Math.max(0, Math.min(1, offsetX / (canvas.current?.clientWidth ?? 1))) * view.frames,
    );
  const framesOfPixels = (pixels: number): number =>
    (pixels / (canvas.current?.clientWidth ?? 1)) * view.frames;
  return (
    <div class="waveform">
      <canvas
        ref={canvas}
        role="img"
        aria-label={label}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          // a drag may end beside it
          event.currentTarget.setPointerCapture(event.pointerId);
          dragStart.current = frameAt(event);
        }}
        onPointerUp={(event) => {
          const start = dragStart.current;
          dragStart.current = undefined;
          if (start === undefined) return;
          const [startFrame, endFrame] = [start, frameAt(event)].sort((a, b) => a - b) as [
            number,
            number,
          ];
          if (endFrame - startFrame < framesOfPixels(DRAG_PIXELS)) place.onSeek(start);
          else place.onLoop({ startFrame, endFrame: Math.min(endFrame, sound.frames) });
        }}
      />
      <div
        class="playhead"
        ref={(element) => {
          // the policy of this page allows no style attributes, but what scripts set
          const part = view.frames === 0 ? 0 : (playFrame - view.startFrame) / view.frames;
          element?.style.setProperty('left', `${100 * Math.max(0, Math.min(1, part))}%`);
        }}
      />
    </div>
  );
}
