/**
 * Click train: single samples at a steady tempo, the simplest rhythm there is.
 */

export interface ClickTrain {
  readonly frames: number;
  /** between clicks */
  readonly periodFrames: number;
  /** of the first click */
  readonly startFrame: number;
  readonly height?: number;
}

export function clickTrain({
  frames,
  periodFrames,
  startFrame,
  height = 1,
}: ClickTrain): Float32Array {
  return Float32Array.from({ length: frames }, (_, t) =>
    t >= startFrame && (t - startFrame) % periodFrames === 0 ? height : 0,
  );
}
