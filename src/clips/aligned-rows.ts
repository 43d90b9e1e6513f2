/**
 * Aligned rows: several mono streams as the rows of one stream, padded with silence to the longest.
 */
import { PlanarFifo } from '../signal/planar-fifo.js';
import { meanRow } from '../signal/rows.js';
import type { PlanarBlock } from '../signal/planar-block.js';

/** @param streams each of one row; @returns blocks with one row per stream */
export async function* alignedRows(
  streams: readonly AsyncIterable<PlanarBlock>[],
): AsyncGenerator<PlanarBlock> {
  const lanes = streams.map((stream) => ({
    iterator: stream[Symbol.asyncIterator](),
    queue: new PlanarFifo(1),
    ended: false,
  }));
  try {
    for (;;) {
      for (const lane of lanes) {
        while (!lane.ended && lane.queue.frames === 0) {
          const next = await lane.iterator.next();
          if (next.done === true) lane.ended = true;
          else lane.queue.append(next.value);
        }
      }
      const waiting = lanes.filter((lane) => lane.queue.frames > 0);
      if (waiting.length === 0) return;
      const frames = Math.min(...waiting.map((lane) => lane.queue.frames));
      yield lanes.map(({ queue }) => {
        if (queue.frames === 0) return new Float32Array(frames);
        const row = queue.peek(0, frames).slice();
        queue.drop(frames);
        return row;
      });
    }
  } finally {
    for (const lane of lanes) await lane.iterator.return?.();
  }
}

/** The mean of all channels, as one row. */
export async function* mono(blocks: AsyncIterable<PlanarBlock>): AsyncGenerator<PlanarBlock> {
  for await (const block of blocks) yield [meanRow(block)];
}
