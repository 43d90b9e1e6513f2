/**
 * Waveform: a lane's peaks on a canvas. A click seeks; a drag chooses what is looped.
 */
import { useEffect, useMemo, useReducer, useRef } from 'preact/hooks';
import type { JSX } from 'preact';

import type { Connection } from './connection.js';
import { drawWaveform, type View } from './draw-waveform.js';
import type { Loop } from './mixer-protocol.js';
import { Peaks } from './peaks.js';
import type { StemSound } from './read-results.js';

export interface WaveformProps {
  readonly connection: Connection;
  readonly resultId: string;
  readonly sound: StemSound;
  readonly label: string;
  readonly view: View;
  readonly playFrame: number;
  readonly loop: Loop | undefined;
  readonly isHeard: boolean;
  readonly onSeek: (frame: number) => void;
  readonly onLoop: (loop: Loop) => void;
}

/** A hand that moves less has clicked. */
const DRAG_PIXELS = 5;

export function Waveform(props: WaveformProps): JSX.Element {
  const { connection, resultId, sound, label, view } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const dragStart = useRef<number | undefined>(undefined);
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const peaks = useMemo(
    () => new Peaks(connection, resultId, sound.stem),
    [connection, resultId, sound.stem],
  );
  useEffect(() => {
    const onResize = () => {
      redraw(undefined);
    };
    addEventListener('resize', onResize);
    return () => {
      removeEventListener('resize', onResize);
    };
  }, []);
  useEffect(() => {
    if (canvas.current === null) return;
    const framesPerPixel = view.frames / Math.max(1, canvas.current.clientWidth * devicePixelRatio);
    const known = peaks.at(sound, framesPerPixel, () => {
      redraw(undefined);
    });
    drawWaveform(canvas.current, { ...props, peaks: known });
  });

  const frameAt = ({ offsetX }: MouseEvent): number =>
    Math.round(view.startFrame + (offsetX / (canvas.current?.clientWidth ?? 1)) * view.frames);
  const framesOfPixels = (pixels: number): number =>
    (pixels / (canvas.current?.clientWidth ?? 1)) * view.frames;
  return (
    <canvas
      ref={canvas}
      role="img"
      aria-label={label}
      onPointerDown={(event) => {
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
        if (endFrame - startFrame < framesOfPixels(DRAG_PIXELS)) props.onSeek(start);
        else props.onLoop({ startFrame, endFrame: Math.min(endFrame, sound.frames) });
      }}
    />
  );
}
