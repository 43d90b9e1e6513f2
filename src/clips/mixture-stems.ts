/**
 * Mixture stems: what an imputation is given where its input is a recording of several stems at once.
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
  /** names of the stems to generate */
  readonly generate: readonly string[];
  readonly inference: Inference;
  /** its preset and seed count: steps and the like are meant for the imputation */
  readonly sampling: Pick<SamplingChoice, 'preset' | 'seed'>;
  readonly signal: AbortSignal;
}

/**
 * How the recording is separated.
 * @throws OperationalError `unsupported-task` when the model does not separate, or the preset is a published one of imputation
 */
export function mixturePlan(
  card: ModelCard,
  { preset, seed }: MixtureStems['sampling'],
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

/** @throws OperationalError of separation, and of {@link mixturePlan} */
export async function mixtureStems(mixture: MixtureStems): Promise<KnownStem[]> {
  const { source, generate, inference, sampling, signal } = mixture;
  const { card } = inference;
  const sink = memoryStems(card.stems.length);
  await separateClip({
    source,
    plan: mixturePlan(card, sampling),
    inference,
    sink,
    stored: (sample) => sample,
    signal,
    // its chunks are not the job's
    onEvent: () => undefined,
  });
  const { damage } = source;
  return sink.rows().flatMap((row, stem) => {
    const name = card.stems[stem]!;
    if (generate.includes(name)) return [];
    const memory = memorySource(`${source.name}, ${name}`, source.rateHz, [row]);
    return [{ stem, source: damage === undefined ? memory : { ...memory, damage } }];
  });
}
