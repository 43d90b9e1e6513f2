/**
 * Nothing separated: the figures of a session whose input has no way to its output.
 */
import type { LiveLatency } from '../live.js';

/** What comes in goes nowhere, or comes back on the bar: there is no way through whose delay could be measured. */
export const NOTHING_DELAYED: LiveLatency = { sessionFrames: 0, waitingFrames: 0, streamFrames: 0 };

/** nothing is delayed either */
export const NOTHING_SEPARATED = {
  latencyFrames: 0,
  steps: 0,
  windowSeconds: 0,
  hopSeconds: 0,
  lookAheadSeconds: 0,
} as const;
