/** Sizes of a live session, as plain numbers. */
import type { LiveSizes } from '../../src/live/session/live-geometry.js';
import { modelFrames, nativeFrames } from '../../src/signal/units.js';

export function liveSizes(sizes: Readonly<Record<keyof LiveSizes, number>>): LiveSizes {
  const { windowFrames, hopFrames, lookAheadFrames, computeMarginFrames } = sizes;
  return {
    windowFrames: modelFrames(windowFrames),
    hopFrames: modelFrames(hopFrames),
    lookAheadFrames: modelFrames(lookAheadFrames),
    computeMarginFrames: nativeFrames(computeMarginFrames),
  };
}
