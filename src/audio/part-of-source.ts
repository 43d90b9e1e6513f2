/**
 * Part of a source: a recording from one moment to another, as a recording of its own.
 *
 *   frames round(from * rate) to round(to * rate), the last one not included; `to` beyond the end means the end
 *
 * It is cut at the recording's own rate, to the frame, so what is made of a part is made of just these frames. What lies before
 * is decoded and dropped, what lies behind is not read. A part that a recording does not reach has no frames: whether that is
 * silence or an error is the caller's business.
 */
import { throwIfCancelled } from '../operational-error.js';
import { planarFrames } from '../signal/planar-block.js';
import type { AudioSource, PlanarBlock } from './audio-source.js';

/** In seconds of the recording; null: its beginning, its end. */
export interface Part {
  readonly from: number | null;
  readonly to: number | null;
}

export const WHOLE: Part = { from: null, to: null };

/** @param signal is heard while what lies before the part is dropped, too; then `blocks` throws `cancelled` */
export function partOfSource(source: AudioSource, part: Part, signal?: AbortSignal): AudioSource {
  const { from, to } = part;
  if (from === null && to === null) return source;
  const { name, rateHz, channels, expectedFrames, mayGoOn = false } = source;
  const start = Math.round((from ?? 0) * rateHz);
  const end = to === null ? Infinity : Math.round(to * rateHz);
  return {
    name,
    rateHz,
    channels,
    expectedFrames:
      expectedFrames === undefined || (mayGoOn && start >= expectedFrames)
        ? undefined
        : Math.max(0, Math.min(expectedFrames, end) - Math.min(expectedFrames, start)),
    mayGoOn,
    ...(source.damage === undefined ? {} : { damage: source.damage }),
    ...(source.decoder === undefined ? {} : { decoder: source.decoder }),
    async *blocks(): AsyncGenerator<PlanarBlock> {
      let position = 0;
      for await (const block of source.blocks()) {
        throwIfCancelled(signal);
        const first = Math.max(0, start - position);
        const last = Math.min(planarFrames(block), end - position);
        position += planarFrames(block);
        if (first < last) yield block.map((row) => row.subarray(first, last));
        if (position >= end) return;
      }
    },
    close: () => source.close(),
  };
}
