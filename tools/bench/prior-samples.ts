/**
 * What the prior plays: to each band every choice of its stems, the others given, and a band from nothing.
 */
import { generateClip } from '../../src/clips/generate-clip.js';
import { imputeClip } from '../../src/clips/impute-clip.js';
import {
  presetSampling,
  samplingPlan,
  type SamplingPresetName,
} from '../../src/sampling/sampling-settings.js';
import { stemSubsets } from '../../src/evaluation/stem-subsets.js';
import type { Inference } from '../../src/model/inference.js';
import { memorySink } from '../../test/support/memory-sink.js';
import type { BandExcerpts } from './prior-audio.js';
import { rowSource } from './row-source.js';
import { stemIndex } from '../../src/signal/units.js';

/** Bands of which some stems were generated. */
export interface PlayedBands {
  /** indices of the stems that were generated, the model's order */
  readonly generated: readonly number[];
  /** per track [stems] of [frames]; those that were not generated are the track's own */
  readonly bands: readonly (readonly Float32Array[])[];
}

export interface Playing {
  readonly inference: Inference;
  readonly preset: SamplingPresetName;
  /** asked before each track but the first two, fewer of which have no distance */
  readonly goOn: () => boolean;
  /** told before each track */
  readonly onTrack: (track: string) => void;
}

/**
 * To the excerpts, one after the other, every subset of their stems, all of them last; track i with seed i.
 * @returns an entry a subset, each of as many bands as there was time for
 */
export async function playedBands(
  playing: Playing,
  excerpts: readonly BandExcerpts[],
): Promise<PlayedBands[]> {
  const stems = playing.inference.card.stems.length;
  const subsets = [...stemSubsets(stems), Array.from({ length: stems }, (_, stem) => stem)];
  const played = subsets.map((generated) => ({ generated, bands: [] as Float32Array[][] }));
  for (const [seed, excerpt] of excerpts.entries()) {
    if (seed >= 2 && !playing.goOn()) break;
    playing.onTrack(excerpt.track);
    for (const { generated, bands } of played) {
      bands.push(
        generated.length === stems
          ? await fromNothing(playing, seed)
          : await imputed(playing, excerpt, generated, seed),
      );
    }
  }
  return played;
}

/** One model input, at the model's rate. */
async function fromNothing({ inference, preset }: Playing, seed: number): Promise<Float32Array[]> {
  const { card } = inference;
  const sink = memorySink();
  await generateClip({
    frames: card.chunkFrames.trained,
    plan: samplingPlan(card, 'generate', presetSampling(preset, seed)),
    inference,
    sink,
    onEvent: () => undefined,
  });
  return card.stems.map((_, stem) => sink.row(0, stem));
}

async function imputed(
  { inference, preset }: Playing,
  { evaluated, rateHz }: BandExcerpts,
  generated: readonly number[],
  seed: number,
): Promise<Float32Array[]> {
  const sink = memorySink();
  const stems = evaluated.map((row, index) => ({ stem: stemIndex(index), row }));
  await imputeClip({
    known: stems
      .filter(({ stem }) => !generated.includes(stem))
      .map(({ stem, row }) => ({ stem, source: rowSource(row, rateHz) })),
    generate: generated.map(stemIndex),
    plan: samplingPlan(inference.card, 'impute', presetSampling(preset, seed)),
    inference,
    sink,
    channels: 1,
    onEvent: () => undefined,
  });
  return stems.map(({ stem, row }) => {
    const made = generated.indexOf(stem);
    return made === -1 ? row : sink.row(0, made);
  });
}
