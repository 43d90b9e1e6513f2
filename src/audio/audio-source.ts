/**
 * AudioSource: a recording that is read once, front to back, in blocks of any size.
 */
import type { PlanarBlock } from '../signal/planar-block.js';

export type { PlanarBlock } from '../signal/planar-block.js';

export interface AudioSource {
  /** what to call it in messages, usually the file's path */
  readonly name: string;
  readonly rateHz: number;
  readonly channels: number;
  /** frames the header promises, or undefined where the format does not say */
  readonly expectedFrames: number | undefined;
  /**
   * The samples, full scale = 1. May be iterated once; leaving the loop early closes the file.
   * @throws OperationalError while iterating: `input-truncated`, `input-format`, `input-unreadable`
   */
  blocks(): AsyncIterable<PlanarBlock>;
  /** Releases the file and the decoder; harmless when called again. */
  close(): Promise<void>;
}
