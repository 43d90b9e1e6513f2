/**
 * SeparatorNetwork: one network of a separator that has been opened, whatever its contract: waveforms in, waveforms out.
 *
 * Chunks, seams, rates and which output is which stem are the host's (separator.ts).
 */
import type { OnnxSession } from '../onnx-session.js';
import type { SeparatorCard } from './separator-card.js';
import type { Contract, NetworkOf } from './network-schema.js';

export interface SeparatorNetwork {
  /**
   * Evaluates the network once.
   * @param mixture [channels][frames] at the model's rate, channels and frames as the card has them; not changed
   * @returns [outputs][channels][frames], an output for each place in `stems` of the network's card; valid until the next call
   * @throws Error of onnxruntime's
   */
  separate(mixture: readonly Float32Array[]): Promise<readonly (readonly Float32Array[])[]>;
}

/** What a contract is bound to. */
export interface NetworkBinding<Kind extends Contract> {
  readonly session: OnnxSession;
  readonly network: NetworkOf<Kind>;
  readonly card: Pick<SeparatorCard, 'channels' | 'chunkFrames'>;
}

/** How a contract is kept. */
export interface NetworkContract<Kind extends Contract> {
  /**
   * What of the graph's inputs and outputs is not as the contract wants it, to follow the graph's name; undefined where all is.
   * Where the graph leaves a size open, the first evaluation shows it.
   */
  disagreement(binding: NetworkBinding<Kind>): string | undefined;
  /** Only for a graph without a disagreement. The session stays its owner's, who releases it. */
  bind(binding: NetworkBinding<Kind>): SeparatorNetwork;
}
