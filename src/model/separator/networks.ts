/**
 * Networks: the contracts that a separator's graph may keep, by name. A new one is its fields in network-schema.ts, its file in
 * contracts/, and its entry here.
 */
import type { Contract, NetworkCard } from './network-schema.js';
import type { NetworkBinding, NetworkContract, SeparatorNetwork } from './separator-network.js';
import { hybrid } from './contracts/hybrid.js';
import { spectrum } from './contracts/spectrum.js';
import { waveform } from './contracts/waveform.js';

const NETWORKS = { waveform, spectrum, hybrid } satisfies {
  readonly [Kind in Contract]: NetworkContract<Kind>;
};

/** What is wrong with a network's graph, as {@link NetworkContract.disagreement} says it. */
export function networkDisagreement(binding: NetworkBinding<Contract>): string | undefined {
  return contractOf(binding.network).disagreement(binding);
}

/** A network whose graph agrees with its contract. */
export function bindNetwork(binding: NetworkBinding<Contract>): SeparatorNetwork {
  return contractOf(binding.network).bind(binding);
}

/** The compiler does not see that a network and the entry of its contract belong together. */
function contractOf(network: NetworkCard): NetworkContract<Contract> {
  return NETWORKS[network.contract] as NetworkContract<Contract>;
}
