/**
 * StemWriter: a file of samples that is being written, whatever its format.
 */
import type { PlanarBlock } from './audio-source.js';

export interface StemWriter {
  /** written so far */
  readonly frames: number;
  /** samples of 24 bits that were beyond full scale; 0 for other formats */
  readonly clippedSamples: number;
  /** largest |sample| of each channel as it was given, before it was clipped; linear, 1 = full scale */
  readonly channelPeaks: ArrayLike<number>;
  /**
   * Appends a block [channel][frame]; resolves when it may be reused.
   * @throws OperationalError `output-failed`
   */
  write(block: PlanarBlock): Promise<void>;
  /** Waits until the disk has all of it; nothing is written after that. @throws OperationalError `output-failed` */
  sync(): Promise<void>;
  /** Harmless when called again. A file that was not synced may be useless. */
  close(): Promise<void>;
}
