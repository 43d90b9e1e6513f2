/**
 * Hybrid: a graph that takes the mixture's waveforms and its spectra, and gives both of each stem (HTDemucs, cut where it transforms).
 *
 *   waveforms [1,2,T], spectra [1,4,F,C] -> spectra [1,K,4,F,C], waveforms [1,K,2,T]
 *
 * all float32, of any names, in any order. F is half of fftFrames, C = ceil(T / hop), and planes are left real, left imaginary, right
 * real, right imaginary. Spectra are normalised, without the highest bin, and the first window begins one and a half hops before the
 * chunk (demucs' _spec and _ispec). A stem is its waveforms plus what its spectra become.
 */
import type { SpectraLayout } from '../../../signal/short-time-spectra.js';
import type { GraphValue } from '../../onnx-session.js';
import type { NetworkOf } from '../network-schema.js';
import type { NetworkBinding, NetworkContract, SeparatorNetwork } from '../separator-network.js';
import { ChunkOfSpectra, PLANES } from './chunk-of-spectra.js';
import { createTensor, tensorProblem } from './expected-tensor.js';

type Binding = NetworkBinding<'hybrid'>;

export const hybrid: NetworkContract<'hybrid'> = { disagreement, bind };

/** that _ispec puts before the first and behind the last */
const ZERO_COLUMNS = 2;
const CHANNELS = 2;

function disagreement({ session, network, card }: Binding): string | undefined {
  const roles = rolesOf(session);
  if (roles === undefined) {
    return 'it must have two inputs, the waveforms and the spectra of the mixture, and two outputs, the spectra and the waveforms of its stems';
  }
  if (card.channels !== 2) return 'it takes left and right, but its card says channels 1';
  const { trained, min } = card.chunkFrames;
  if (trained !== min) return 'it takes chunks of one length, but chunkFrames.min is another';
  if (network.fftFrames !== 4 * network.hopFrames) {
    return `fftFrames must be four times hopFrames (${network.hopFrames}), got ${network.fftFrames}`;
  }
  if (trained <= 3 * network.hopFrames) {
    return `chunkFrames.trained must be above three hops of ${network.hopFrames} frames, got ${trained}`;
  }
  const dims = dimsOf({ network, card });
  return (
    tensorProblem('input', roles.mixture, dims.mixture) ??
    tensorProblem('input', roles.mixtureSpectra, dims.mixtureSpectra) ??
    tensorProblem('output', roles.spectra, dims.spectra) ??
    tensorProblem('output', roles.waveforms, dims.waveforms)
  );
}

function bind({ session, network, card }: Binding): SeparatorNetwork {
  const roles = rolesOf(session)!;
  const dims = dimsOf({ network, card });
  const frames = card.chunkFrames.trained;
  const chunk = new ChunkOfSpectra(layoutOf(network, frames), frames);
  const heard = createTensor(dims.mixture);
  const heardSpectra = createTensor(dims.mixtureSpectra);
  const spectra = createTensor(dims.spectra);
  const waveforms = createTensor(dims.waveforms);
  const stemPlanes = spectra.data.length / network.stems.length;
  return {
    async separate(mixture) {
      for (const [channel, row] of mixture.entries()) {
        heard.data.set(row, channel * frames);
      }
      chunk.analyse(mixture, heardSpectra.data);
      await session.run(
        { [roles.mixture.name]: heard, [roles.mixtureSpectra.name]: heardSpectra },
        { [roles.spectra.name]: spectra, [roles.waveforms.name]: waveforms },
      );
      return network.stems.map((_, place) => {
        const start = place * stemPlanes;
        const stem = chunk.synthesise(spectra.data.subarray(start, start + stemPlanes));
        for (const [channel, row] of stem.entries()) {
          const waveform = (place * CHANNELS + channel) * frames;
          for (let i = 0; i < frames; i++) row[i]! += waveforms.data[waveform + i]!;
        }
        return stem;
      });
    },
  };
}

interface Roles {
  readonly mixture: GraphValue;
  readonly mixtureSpectra: GraphValue;
  readonly spectra: GraphValue;
  readonly waveforms: GraphValue;
}

/**
 * Which input and output is which: spectra have one dimension more.
 * @returns undefined where that does not tell
 */
export function rolesOf({
  inputs,
  outputs,
}: {
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];
}): Roles | undefined {
  const mixture = inputs.find(({ dims }) => dims.length === 3);
  const mixtureSpectra = inputs.find(({ dims }) => dims.length === 4);
  const waveforms = outputs.find(({ dims }) => dims.length === 4);
  const spectra = outputs.find(({ dims }) => dims.length === 5);
  if (inputs.length !== 2 || outputs.length !== 2) return undefined;
  if (mixture === undefined || mixtureSpectra === undefined) return undefined;
  if (waveforms === undefined || spectra === undefined) return undefined;
  return { mixture, mixtureSpectra, spectra, waveforms };
}

function dimsOf({ network, card }: Pick<Binding, 'network' | 'card'>) {
  const frames = card.chunkFrames.trained;
  const [bins, columns] = [network.fftFrames / 2, Math.ceil(frames / network.hopFrames)];
  return {
    mixture: [1, CHANNELS, frames],
    mixtureSpectra: [1, PLANES, bins, columns],
    spectra: [1, network.stems.length, PLANES, bins, columns],
    waveforms: [1, network.stems.length, CHANNELS, frames],
  };
}

function layoutOf({ fftFrames, hopFrames }: NetworkOf<'hybrid'>, frames: number): SpectraLayout {
  return {
    fftFrames,
    hopFrames,
    firstFrame: -1.5 * hopFrames,
    columns: Math.ceil(frames / hopFrames),
    bins: fftFrames / 2,
    zeroColumns: ZERO_COLUMNS,
    isNormalised: true,
  };
}
