/**
 * Mixture stems: what an imputation is conditioned on where its input is a recording of several stems at once.
 *
 *   recording -> separate, in memory -> the stems that are not to be generated
 *
 * What the recording has of the stems to generate is left out. One mono row a stem is kept in memory: it is for captures,
 * whose length is bounded.
 */
import type { AudioSource } from '../audio/audio-source.js';
import { memorySource } from '../audio/memory-source.js';
import { memoryStems } from '../audio/memory-stems.js';
import type { Inference } from '../model/inference.js';
import type { ModelCard } from '../model/model-card.js';
import { isPublishedPreset } from '../sampling/published-presets.js';
import { OperationalError } from '../operational-error.js';
import type { SamplingPlan } from '../sampler/sampling-plan.js';
import { stemIndex, type StemIndex } from '../signal/units.js';
import type { KnownStem } from './impute-clip.js';
import {
  presetSampling,
  samplingPlan,
  type SamplingChoice,
} from '../sampling/sampling-settings.js';
import { separateClip } from './separate-clip.js';

export interface MixtureStems {
  /** closed when it has been read */
  readonly source: AudioSource;
  /** the stems to generate */
  readonly generate: readonly StemIndex[];
  readonly inference: Inference;
  /** how the recording is separated: {@link mixturePlan} */
  readonly plan: SamplingPlan;
  readonly signal: AbortSignal;
}

/**
 * How the recording is separated, from what is said about the imputation: its preset and seed count, steps and the like are
 * meant for the imputation itself.
 * @throws OperationalError `unsupported-task` when the model does not separate, or the preset is a published one of imputation
 */
export function mixturePlan(
  card: ModelCard,
  { preset, seed }: Pick<SamplingChoice, 'preset' | 'seed'>,
): SamplingPlan {
  if (isPublishedPreset(preset)) {
    throw new OperationalError(
      'unsupported-task',
      `The preset "${preset}" imputes to stems that are given one by one, but this is a recording of several, to be ` +
        'separated first. Give its stems, or choose draft, standard or best.',
    );
  }
  return samplingPlan(card, 'separate', presetSampling(preset, seed));
}

/** @throws OperationalError of separation */
export async function mixtureStems(mixture: MixtureStems): Promise<KnownStem[]> {
  const { source, generate, inference, plan, signal } = mixture;
  const { card } = inference;
  const sink = memoryStems(card.stems.length);
  await separateClip({
    source,
    plan,
    inference,
    sink,
    stored: (sample) => sample,
    signal,
    // its chunks are not the job's
    onEvent: () => undefined,
  });
  const { damage } = source;
  return sink.rows().flatMap((row, index) => {
    const stem = stemIndex(index);
    if (generate.includes(stem)) return [];
    const name = card.stems[stem]!;
    const memory = memorySource(`${source.name}, ${name}`, source.rateHz, [row]);
    return [{ stem, source: damage === undefined ? memory : { ...memory, damage } }];
  });
}
