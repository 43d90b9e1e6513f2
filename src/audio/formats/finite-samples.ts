/**
 * NaN and infinity in a recording would spread from one sample to every stem: refused.
 */
import { OperationalError } from '../../operational-error.js';
import type { PlanarBlock } from '../../signal/planar-block.js';

/** @throws OperationalError `input-format` */
export function refuseNonFinite(path: string, channelData: PlanarBlock, startFrame: number): void {
  channelData.forEach((samples, channel) => {
    const index = samples.findIndex((sample) => !Number.isFinite(sample));
    if (index < 0) return;
    throw new OperationalError(
      'input-format',
      `${path} holds the sample ${samples[index]!} at frame ${startFrame + index} ` +
        `(channel ${channel + 1}): expected numbers. Find the plug-in that made it and export again.`,
    );
  });
}
