/**
 * Spectrum: a graph that takes the mixture's spectra and gives those of one stem (MDX-Net).
 *
 *   [1,4,F,T] -> [1,4,F,T]    left real, left imaginary, right real, right imaginary; F the lowest bins, T spectra
 *
 * One float32 input, one float32 output, of any names. A chunk is hop (T - 1) frames; spectra are of windows around every hop-th frame
 * of it, as torch.stft has them with center, and not normalised. The stem is what they become, times the card's compensation.
 */
import type { SpectraLayout } from '../../../signal/short-time-spectra.js';
import type { NetworkOf } from '../network-schema.js';
import type { NetworkBinding, NetworkContract, SeparatorNetwork } from '../separator-network.js';
import { ChunkOfSpectra, PLANES } from './chunk-of-spectra.js';
import { createTensor, tensorProblem } from './expected-tensor.js';

type Binding = NetworkBinding<'spectrum'>;

export const spectrum: NetworkContract<'spectrum'> = { disagreement, bind };

/** That a network of spectra takes, always. */
export function spectrumChunkFrames({
  hopFrames,
  spectrumFrames,
}: Pick<NetworkOf<'spectrum'>, 'hopFrames' | 'spectrumFrames'>): number {
  return hopFrames * (spectrumFrames - 1);
}

function disagreement({ session, network, card }: Binding): string | undefined {
  const [input, ...otherInputs] = session.inputs;
  const [output, ...otherOutputs] = session.outputs;
  if (input === undefined || output === undefined || otherInputs.length + otherOutputs.length > 0) {
    return 'it must have one input, the spectra of the mixture, and one output, those of the stem';
  }
  if (network.stems.length !== 1) return 'it gives one stem, but its card names more';
  if (card.channels !== 2) return 'it takes left and right, but its card says channels 1';
  const frames = spectrumChunkFrames(network);
  const { trained, min } = card.chunkFrames;
  if (trained !== frames || min !== frames) {
    return `it takes chunks of ${frames} frames, but its card says chunkFrames.trained ${trained} and min ${min}`;
  }
  const problem = spectraProblem(network);
  if (problem !== undefined) return problem;
  const dims = dimsOf(network);
  return tensorProblem('input', input, dims) ?? tensorProblem('output', output, dims);
}

/** That no spectra can be as the card has them. */
export function spectraProblem(
  network: Pick<NetworkOf<'spectrum'>, 'fftFrames' | 'hopFrames' | 'bins' | 'spectrumFrames'>,
): string | undefined {
  const { fftFrames, hopFrames, bins } = network;
  if (!Number.isInteger(fftFrames / 2)) return `fftFrames must be even, got ${fftFrames}`;
  if (bins > fftFrames / 2 + 1) {
    return `its ${bins} bins need fftFrames of ${2 * (bins - 1)} at least, got ${fftFrames}`;
  }
  if (hopFrames > fftFrames / 2) {
    return `fftFrames must be at least twice hopFrames (${hopFrames}), got ${fftFrames}`;
  }
  const frames = spectrumChunkFrames(network);
  if (fftFrames / 2 >= frames) {
    return `fftFrames must be below twice a chunk of ${frames} frames, got ${fftFrames}`;
  }
  return undefined;
}

function bind({ session, network }: Binding): SeparatorNetwork {
  const [input, output] = [session.inputs[0]!, session.outputs[0]!];
  const chunk = new ChunkOfSpectra(layoutOf(network), spectrumChunkFrames(network));
  const [heard, given] = [createTensor(dimsOf(network)), createTensor(dimsOf(network))];
  return {
    async separate(mixture) {
      chunk.analyse(mixture, heard.data);
      await session.run({ [input.name]: heard }, { [output.name]: given });
      const stem = chunk.synthesise(given.data);
      return [stem.map((row) => row.map((value) => value * network.compensation))];
    },
  };
}

function dimsOf({ bins, spectrumFrames }: NetworkOf<'spectrum'>): readonly number[] {
  return [1, PLANES, bins, spectrumFrames];
}

function layoutOf({
  fftFrames,
  hopFrames,
  bins,
  spectrumFrames,
}: NetworkOf<'spectrum'>): SpectraLayout {
  return {
    fftFrames,
    hopFrames,
    firstFrame: -fftFrames / 2,
    columns: spectrumFrames,
    bins,
    zeroColumns: 0,
    isNormalised: false,
  };
}
