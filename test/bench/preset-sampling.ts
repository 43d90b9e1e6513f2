/**
 * A preset as a user gets it who asks for nothing else, with a seed.
 */
import type { SamplingChoice } from '../../src/engine/sampling-settings.js';
import type { PresetName } from '../../src/model/model-card.js';

export function presetSampling(preset: PresetName, seed: number): SamplingChoice {
  return {
    preset,
    steps: undefined,
    solver: undefined,
    posterior: undefined,
    resamplings: undefined,
    views: undefined,
    seed,
  };
}
