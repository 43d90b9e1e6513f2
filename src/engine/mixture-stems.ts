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
import type { KnownStem } from './impute-clip.js';
import { presetSampling, samplingPlan, type SamplingChoice } from './sampling-settings.js';
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

/** @throws OperatingError of separation */
export async function mixtureStems(mixture: MixtureStems): Promise<KnownStem[]> {
  const { source, generate, inference, signal } = mixture;
  const { preset, seed } = mixture.sampling;
  const { card } = inference;
  const sink = memoryStems(card.stems.length);
  await separateClip({
    source,
    plan: samplingPlan(card, 'separate', presetSampling(preset, seed)),
    inference,
    sink,
    stored: (sample) => sample,
    signal,
    // its chunks are not the job's
    onEvent: () => undefined,
  });
  return sink.rows().flatMap((row, stem) => {
    const name = card.stems[stem]!;
    if (generate.includes(name)) return [];
    return [{ stem, source: memorySource(`${source.name}, ${name}`, source.rateHz, [row]) }];
  });
}
