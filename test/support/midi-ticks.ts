/**
 * Arrival times of a MIDI clock's ticks with jitter that is uniform in ±jitterMs, the same for the same seed.
 */
import { createSfc32State, nextSfc32, seedSfc32 } from '../../src/signal/sfc32.js';

export function jitteredTicks({
  bpm,
  seconds,
  jitterMs,
  seed,
  startMs = 1000,
}: {
  readonly bpm: number;
  readonly seconds: number;
  readonly jitterMs: number;
  readonly seed: number;
  readonly startMs?: number;
}): number[] {
  const state = createSfc32State();
  seedSfc32(state, [seed, 0, 0, 0]);
  const periodMs = 60_000 / (24 * bpm);
  return Array.from({ length: Math.ceil((seconds * 1000) / periodMs) }, (_, tick) => {
    const uniform = ((nextSfc32(state) >>> 0) / 2 ** 32) * 2 - 1;
    return startMs + tick * periodMs + jitterMs * uniform;
  });
}
