/**
 * Mixture stems: what an imputation is conditioned on where its input is a recording of several stems at once.
 *
 *   recording -> separate, in memory -> the stems that are not to be generated
 *
 * What the recording has of the stems to generate is left out. One mono row a stem is kept in memory: so its length is bounded.
 */
import type { AudioSource } from '../audio/audio-source.js';
import { memorySource } from '../audio/memory-source.js';
import { memoryStems } from '../audio/memory-stems.js';
import type { Inference } from '../model/inference.js';
import type { MatchingStem } from '../model/matching-stems.js';
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
  /** what is known, of the stems that the inference gives */
  readonly stems: readonly MatchingStem[];
  /** separates it: of the model that imputes, or of another */
  readonly inference: Inference;
  /** how the recording is separated: {@link mixturePlan} */
  readonly plan: SamplingPlan;
  readonly signal: AbortSignal;
}

/** As much as may be captured: captures are the longest that are asked for this way. */
const MOST_SECONDS = 3600;

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

/** @throws OperationalError of separation; `bad-argument` for a recording that is too long */
export async function mixtureStems(mixture: MixtureStems): Promise<KnownStem[]> {
  const { source, stems, inference, plan, signal } = mixture;
  const { card } = inference;
  const mostFrames = MOST_SECONDS * source.rateHz;
  if ((source.expectedFrames ?? 0) > mostFrames) throw tooLong(source);
  const sink = memoryStems(stems.map(({ parts }) => parts));
  await separateClip({
    source,
    plan,
    inference,
    sink: {
      ...sink,
      write: (block) => {
        if (sink.frames() > mostFrames) throw tooLong(source);
        return sink.write(block);
      },
    },
    stored: (sample) => sample,
    signal,
    // its chunks are not the job's
    onEvent: () => undefined,
  });
  const { damage } = source;
  return sink.rows().map((row, index) => {
    const { stem, parts } = stems[index]!;
    const names = parts.map((part) => card.stems[part]!).join('+');
    const memory = memorySource(`${source.name}, ${names}`, source.rateHz, [row]);
    return { stem, source: damage === undefined ? memory : { ...memory, damage } };
  });
}

function tooLong({ name }: AudioSource): OperationalError {
  return new OperationalError(
    'bad-argument',
    `${name} is longer than ${MOST_SECONDS} s, and its stems are kept in memory while others are made to fit them. ` +
      'Separate it first and give the folder of its stems, or choose a part of it.',
  );
}
