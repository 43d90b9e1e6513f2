/**
 * AudioSource: a recording that is read once, front to back, in blocks of any size.
 */
import type { PlanarBlock } from '../signal/planar-block.js';
import type { InputDamage } from './damage-log.js';

export type { PlanarBlock } from '../signal/planar-block.js';

export interface AudioSource {
  /** what to call it in messages, usually the file's path */
  readonly name: string;
  readonly rateHz: number;
  readonly channels: number;
  /** frames the header promises, or undefined where the format does not say */
  readonly expectedFrames: number | undefined;
  /** whether there may be more than that, in a file of several recordings that were joined @default false */
  readonly mayGoOn?: boolean;
  /** what decodes it, "stemwright (WAV)" or "ffmpeg 7.1 (aac)"; absent where it comes from no file */
  readonly decoder?: string;
  /** what it lacks, as far as it is read; absent where it comes from no file */
  readonly damage?: InputDamage;
  /**
   * The samples, full scale = 1. May be iterated once; leaving the loop early closes the file.
   * @throws OperationalError while iterating: `input-format`, `input-unreadable`
   */
  blocks(): AsyncIterable<PlanarBlock>;
  /** Releases the file and the decoder; harmless when called again. */
  close(): Promise<void>;
}
