/**
 * Denoiser: the only form in which a network enters the sampler.
 *
 *   D(x; sigma) = E[ clean stems | x = clean stems + sigma * eps ]
 *
 * What the network is conditioned on (mixture, known stems) is bound when the denoiser is made. It does not
 * know schedules, posteriors or chunks.
 */
import type { StemBlock } from '../signal/stem-block.js';

/**
 * @param x     noisy stems [channels][stems][frames]; not changed, and not kept after the promise settles
 * @param sigma standard deviation of the noise in x, > 0, in units of full scale
 * @param into  a block of x's shape, not x, that the result may be written to: it saves a block an evaluation
 * @returns the denoised stems, same shape: `into`, or a block of its own. The caller's from then on, to change and keep
 */
export type Denoiser = (x: StemBlock, sigma: number, into?: StemBlock) => Promise<StemBlock>;
