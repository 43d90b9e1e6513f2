/**
 * Input timeline: what plays along needs of the captured input: its frames, the moments they belong to, and where bars are.
 */
import type { PlanarBlock } from '../signal/planar-block.js';
import type { BarLines } from './bar-lines.js';

export interface InputTimeline {
  readonly bars: Pick<BarLines, 'positionAt'>;
  /** the oldest frame that can be read, and the one behind the newest */
  readonly startFrame: number;
  readonly endFrame: number;
  /** how late the music is in the input, until another offset is set: between when it was played and when it came in */
  readonly lateFrames: number;
  /** when the music in an input frame was played, and back, to the nearest frame */
  playedMs(frame: number): number;
  playedFrame(ms: number): number;
  /** now, by the clock of these moments */
  nowMs(): number;
  /** when an input frame came in, and back: for what is put out beside it */
  cameInMs(frame: number): number;
  cameInFrame(ms: number): number;
  /** @returns a copy, [channels][endFrame - startFrame] */
  read(startFrame: number, endFrame: number): PlanarBlock;
}
