/**
 * ONNX denoiser: binds the conditioning of a chunk to a session and makes a {@link Denoiser} of it.
 *
 *   D(x; sigma | known * mask, mixture), one evaluation of the graph with the channels as its batch
 *
 * Tensors of the conditions are laid out once and used in every evaluation; x and the result's block are passed without
 * a copy. An unconditional model ignores them: the posterior uses them.
 */
import type { Denoiser } from '../sampler/denoiser.js';
import { Scratch } from '../signal/scratch.js';
import { createStemBlock, samplesOf, type StemShape } from '../signal/stem-block.js';
import { OUTPUT_NAME } from './graph-agreement.js';
import type { SamplingTask } from './inference.js';
import type { DenoiserCard } from './denoiser-card.js';
import type { FloatTensor, OnnxSession } from './onnx-session.js';

/** The part of a sampling task that the network may look at. */
export type Conditions = Pick<
  SamplingTask,
  'channels' | 'frames' | 'mixture' | 'known' | 'knownMask'
>;

/** @returns a denoiser of blocks [channels][stems][frames]; its evaluations reject with onnxruntime's errors */
export function bindDenoiser(
  session: OnnxSession,
  card: Pick<DenoiserCard, 'stems' | 'conditioning'>,
  conditions: Conditions,
  scratch = new Scratch(),
): Denoiser {
  const { channels, frames } = conditions;
  const shape: StemShape = { channels, stems: card.stems.length, frames };
  const dims = [channels, card.stems.length, frames];
  const sigmaRow: FloatTensor = { data: new Float32Array(channels), dims: [channels] };
  const conditioning =
    card.conditioning === 'masked' ? conditionTensors(conditions, shape, scratch) : {};

  return async (x, sigma, into) => {
    const denoised = into ?? createStemBlock(shape);
    sigmaRow.data.fill(sigma);
    const feeds = { ...conditioning, x: { data: x.data, dims }, sigma: sigmaRow };
    await session.run(feeds, { [OUTPUT_NAME]: { data: denoised.data, dims } });
    return denoised;
  };
}

/** A condition that is absent is zero, and its mask or flag says so: the network was trained on exactly that. */
function conditionTensors(
  { mixture, known, knownMask }: Conditions,
  shape: StemShape,
  scratch: Scratch,
): Record<string, FloatTensor> {
  const { channels, stems, frames } = shape;
  const dims = [channels, stems, frames];
  const mask = scratch.floats('condition mask', samplesOf(shape)).fill(0);
  const maskedKnown = scratch.floats('condition known', samplesOf(shape)).fill(0);
  if (known !== null && knownMask !== null) {
    for (let channel = 0; channel < channels; channel++) {
      mask.set(knownMask, channel * stems * frames);
    }
    for (let i = 0; i < mask.length; i++) {
      // outside its mask a stem is not known, whatever the block holds there
      if (mask[i] === 1) maskedKnown[i] = known.data[i]!;
    }
  }
  // onnxruntime takes no array whose memory threads share, as a live session's is
  const ownMixture = scratch.floats('condition mixture', channels * frames).fill(0);
  if (mixture !== null) ownMixture.set(mixture);
  return {
    known: { data: maskedKnown, dims },
    known_mask: { data: mask, dims },
    mixture: { data: ownMixture, dims: [channels, 1, frames] },
    mixture_given: {
      data: new Float32Array(channels).fill(mixture === null ? 0 : 1),
      dims: [channels],
    },
  };
}
