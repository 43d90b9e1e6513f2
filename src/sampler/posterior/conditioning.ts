/**
 * Conditioning: what may be known about a chunk: its mixture, and some of its stems for some of the time. The
 * checks every posterior makes of them; no sampling.
 */
import { requireStemShape, type StemBlock, type StemShape } from '../../signal/stem-block.js';

/** Stems that are known where the mask is 1. */
export interface Known {
  /** [channels][stems][frames]; values where the mask is 0 are not read */
  readonly stems: StemBlock;
  /** [stems][frames] of 0 and 1 (1 = known), the same for every channel */
  readonly mask: Float32Array;
}

/** @throws Error when the mixture is not [channels][frames] of `shape` */
export function requireMixture(mixture: Float32Array, { channels, frames }: StemShape): void {
  if (mixture.length !== channels * frames) {
    throw new Error(
      `mixture: expected [${channels}][${frames}], got ${mixture.length} samples in all`,
    );
  }
}

/**
 * @throws Error when the known stems or their mask do not fit `shape`, or the mask is not of 0 and
 * 1
 */
export function requireKnown({ stems, mask }: Known, shape: StemShape): void {
  requireStemShape('known stems', stems, shape);
  if (mask.length !== shape.stems * shape.frames) {
    throw new Error(
      `known mask: expected [${shape.stems}][${shape.frames}], got ${mask.length} values in all`,
    );
  }
  // by index: an iterator takes several times as long, and every window is checked
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] !== 0 && mask[i] !== 1) {
      throw new Error(`known mask: values must be 0 or 1, got ${mask[i]} at ${i}`);
    }
  }
}
