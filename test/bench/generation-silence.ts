/**
 * Benchmark: how often a stem of a generated band is silent (evaluation/silence.ts), beside real bands cut to the same length.
 * A prior that has learned little leaves players out.
 */
import { generateClip } from '../../src/engine/generate-clip.js';
import { samplingPlan } from '../../src/engine/sampling-settings.js';
import type { StemTrack } from '../../src/evaluation/stem-track.js';
import { isSilent } from '../../src/evaluation/silence.js';
import type { Inference } from '../../src/model/inference.js';
import { memorySink } from '../support/memory-sink.js';
import { presetSampling } from '../../src/engine/sampling-settings.js';
import { excerptSeconds, excerptsOf } from './prior-audio.js';

/** Of seeds 0, 1, ...: one stem that is silent in one of them is 2 % of all stems. */
const CLIPS = 12;

/** A Markdown table: per stem the share of clips in which it is silent. */
export async function generationSilence(
  inference: Inference,
  bands: readonly StemTrack[],
): Promise<string> {
  const { card } = inference;
  const seconds = excerptSeconds(card);
  const real = bands.flatMap((band) => excerptsOf(band, seconds));
  const generated: Float32Array[][] = [];
  for (let seed = 0; seed < CLIPS; seed++) generated.push(await generate(inference, seed));
  return [
    `| silent stems, % of clips | clips | ${card.stems.join(' | ')} | all |`,
    `| --- | --- | ${card.stems.map(() => '---').join(' | ')} | --- |`,
    row('generated', generated),
    row('real', real),
  ].join('\n');
}

async function generate(inference: Inference, seed: number): Promise<Float32Array[]> {
  const { card } = inference;
  const sink = memorySink();
  await generateClip({
    frames: card.chunkFrames.trained,
    plan: samplingPlan(card, 'generate', presetSampling('standard', seed)),
    inference,
    sink,
    onEvent: () => undefined,
  });
  return card.stems.map((_, stem) => sink.row(0, stem));
}

function row(label: string, clips: readonly (readonly Float32Array[])[]): string {
  const percent = (rows: readonly Float32Array[]): string =>
    ((100 * rows.filter(isSilent).length) / rows.length).toFixed(0);
  const perStem = clips[0]!.map((_, stem) => percent(clips.map((clip) => clip[stem]!)));
  return `| ${[label, clips.length, ...perStem, percent(clips.flat())].join(' | ')} |`;
}
