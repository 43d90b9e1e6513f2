/**
 * StemSink: where finished native-rate stems go, in order, in blocks of any size.
 */
import type { StemBlock } from '../signal/stem-block.js';

export interface StemSink {
  /** Appends a block; resolves when it may be reused. @throws OperationalError `output-failed` */
  write(block: StemBlock): Promise<void>;
  /** Makes the output whole and visible under its final name. */
  commit(): Promise<void>;
  /** Leaves nothing behind. Harmless after commit (which it does not undo) and when called again. */
  discard(): Promise<void>;
}
