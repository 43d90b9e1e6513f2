/**
 * The README's table of the published presets, made from the presets and from the sampler itself.
 *
 *   evaluations a second of audio = evaluations of a chunk / seconds by which chunks advance
 *
 * Chunks advance by three quarters of their length here, for a quarter of each is shared with the next; in the published
 * evaluation by their whole length. Independent priors run one network a stem in each evaluation.
 */
import { chunkGeometry } from '../../src/clips/chunk-geometry.js';
import { presetSampling, samplingPlan } from '../../src/sampling/sampling-settings.js';
import type { DenoiserCard } from '../../src/model/denoiser-card.js';
import { OperationalError } from '../../src/operational-error.js';
import type { DiffusionPlan } from '../../src/sampler/sampling-plan.js';
import { runSamplingTask } from '../../src/sampler/sampling-task-runner.js';
import { MODEL_TASKS } from '../../src/model/model-task.js';
import {
  PUBLISHED_PRESET_NAMES,
  type PublishedPresetName,
} from '../../src/sampling/preset-names.js';

/** The published network's: 262,144 frames at 22,050 Hz, a multiple of 8,192. */
const CARD: DenoiserCard = {
  kind: 'denoiser',
  name: 'published',
  version: '1',
  licence: 'none',
  sampleRateHz: 22_050,
  stems: ['bass', 'drums', 'guitar', 'piano'],
  chunkFrames: { trained: 262_144, min: 8192, multipleOf: 8192 },
  sigma: { data: 0.2, min: 1e-4, max: 20 },
  frontEnd: 'none',
  conditioning: 'none',
  tasks: [...MODEL_TASKS],
  files: { 'model.onnx': '0'.repeat(64) },
};
const FRAMES = 1;

/** How often the sampler calls the denoiser for one chunk: counted. */
async function evaluationsOf(plan: DiffusionPlan): Promise<number> {
  const { evaluations } = await runSamplingTask(
    {
      plan,
      channels: 1,
      frames: FRAMES,
      startFrame: 0,
      mixture: new Float32Array(FRAMES),
      known: null,
      knownMask: null,
    },
    CARD.stems.length,
    (x) => Promise.resolve({ ...x, data: x.data.slice() }),
    {},
  );
  return evaluations;
}

export async function publishedPresetsTable(): Promise<string> {
  const { windowFrames, overlapFrames } = chunkGeometry(CARD);
  const rows = PUBLISHED_PRESET_NAMES.map(async (name) => {
    const [task, plan] = planOf(name);
    const evaluations = await evaluationsOf(plan);
    const perSecond = (frames: number) => ((evaluations * CARD.sampleRateHz) / frames).toFixed(1);
    const networks = name.startsWith('isdm') ? CARD.stems.length : 1;
    return (
      `| \`${name}\` | ${task} | ${plan.schedule.steps} | ${plan.resamplings} | ${plan.solver.churn} | ${evaluations} | ` +
      `${perSecond(windowFrames - overlapFrames)} | ${perSecond(windowFrames)} | ${networks} |`
    );
  });
  return [
    '| preset | for | steps | R | churn | evaluations a chunk | evaluations a second of audio | the same without overlap | networks an evaluation |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...(await Promise.all(rows)),
  ].join('\n');
}

/** The one task that takes the preset. */
function planOf(name: PublishedPresetName): [task: string, plan: DiffusionPlan] {
  for (const task of MODEL_TASKS) {
    try {
      return [task, samplingPlan(CARD, task, presetSampling(name, 0))];
    } catch (error) {
      if (!(error instanceof OperationalError && error.code === 'unsupported-task')) throw error;
    }
  }
  throw new Error(`planOf: no task takes ${name}`);
}
