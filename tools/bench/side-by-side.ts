/**
 * Side by side: what one network evaluation costs here and in what a user would run instead, by turns in one run.
 *
 *   own        the released network in our sampler on onnxruntime, and in PyTorch in the published sampler's loop (Dirac, Euler)
 *   published  a network of the published size (405 million random weights) in our worker's session, and in PyTorch
 *
 * Processor time of one thread for a second of audio: on a machine that does other work too it still holds, and ratios
 * within the run hold best.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';

import { denoiserCardOf } from '../../src/model/denoiser-card-of.js';
import { PLAN_FALLBACKS } from '../../src/sampling/knobs.js';
import { CONFIG } from '../../src/config/config.js';
import type { LoadedModel } from '../../src/model/model-folder.js';
import { openModelSession } from '../../src/model/model-session.js';
import { PUBLISHED_DIRAC } from '../../src/sampling/published-presets.js';
import { sampleOnSession } from '../../src/model/sample-on-session.js';
import type { DiffusionPlan } from '../../src/sampler/sampling-plan.js';
import type { SamplingTask } from '../../src/sampler/sampling-task.js';
import { noiseBlock } from '../../test/support/gaussian-model.js';
import { denoisedFromNoise } from '../../test/support/sampling-task.js';
import { median } from '../../test/support/statistics.js';
import { SUBJECTS, type SideBySide, type Subject } from './side-by-side-schema.js';

const EVALUATIONS = 8;
const FRAMES = 131_072;
const ROUNDS = 3;
/** of the released networks: models/kit/stemwright_kit/network/sizes.py */
const OWN_SIZE = 'base';
const SIGMA = 0.2;

/**
 * @param folder holds full.ckpt and the model imported from it (full_msdm.py)
 * @throws Error of the Python process
 */
export async function sideBySide(
  own: LoadedModel,
  published: LoadedModel,
  folder: string,
): Promise<SideBySide> {
  const python = askPython(own, folder);
  const ownSession = (await openModelSession(own, 'cpu', 1)).session;
  const publishedSession = (await openModelSession(published, 'cpu', 1)).session;
  const measured: Record<Subject, number[]> = {
    ownHere: [],
    ownPytorch: [],
    publishedHere: [],
    publishedPytorch: [],
  };
  const work: Record<Subject, () => Promise<number>> = {
    ownHere: async () => {
      const sample = () => sampleOnSession(ownSession, denoiserCardOf(own.card), ownTask(), {});
      return (await processorSeconds(sample)) / EVALUATIONS;
    },
    ownPytorch: () => python.ask('own'),
    publishedHere: () =>
      processorSeconds(() =>
        sampleOnSession(publishedSession, denoiserCardOf(published.card), publishedTask(), {}),
      ),
    publishedPytorch: () => python.ask('published'),
  };
  try {
    // the first round warms everything up
    for (let round = 0; round <= ROUNDS; round++) {
      for (const subject of SUBJECTS) {
        const seconds = await work[subject]();
        if (round > 0) measured[subject].push((seconds * own.card.sampleRateHz) / FRAMES);
      }
    }
  } finally {
    python.end();
    await ownSession.release();
    await publishedSession.release();
  }
  const inMedian = (subject: Subject) => Number(median(measured[subject]).toPrecision(3));
  return {
    day: new Date().toISOString().slice(0, 10),
    model: own.card.name,
    rounds: ROUNDS,
    frames: FRAMES,
    seconds: {
      ownHere: inMedian('ownHere'),
      ownPytorch: inMedian('ownPytorch'),
      publishedHere: inMedian('publishedHere'),
      publishedPytorch: inMedian('publishedPytorch'),
    },
  };
}

function ownTask(): SamplingTask<DiffusionPlan> {
  return {
    plan: {
      ...PLAN_FALLBACKS,
      schedule: { kind: 'karras', steps: EVALUATIONS, sigmaMin: 1e-4, sigmaMax: 1, rho: 7 },
      solver: { kind: 'euler', churn: 0 },
      posterior: PUBLISHED_DIRAC,
      seed: 0,
    },
    channels: 1,
    frames: FRAMES,
    startFrame: 0,
    mixture: noiseBlock({ channels: 1, stems: 1, frames: FRAMES }, 0).data,
    known: null,
    knownMask: null,
  };
}

function publishedTask(): SamplingTask<DiffusionPlan> {
  return denoisedFromNoise({ channels: 1, frames: FRAMES, startFrame: 0, sigma: SIGMA, seed: 0 });
}

async function processorSeconds(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** models/kit/tests/timed_networks.py, which answers each line with seconds. */
function askPython(
  own: LoadedModel,
  folder: string,
): { ask: (network: 'own' | 'published') => Promise<number>; end: () => void } {
  const script = path.join(CONFIG.kitFolder, 'tests', 'timed_networks.py');
  const args = [script, '--own', own.graphPath, '--size', OWN_SIZE];
  args.push('--published', path.join(folder, 'full.ckpt'));
  args.push('--frames', String(FRAMES), '--evaluations', String(EVALUATIONS));
  const child = spawn(CONFIG.pythonCommand, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string> => {
    const answer = await lines.next();
    if (answer.done === true) throw new Error(`${script} ended early`);
    return answer.value;
  };
  const ready = next();
  return {
    ask: async (network) => {
      await ready;
      child.stdin.write(`${network}\n`);
      return Number(await next());
    },
    end: () => child.kill(),
  };
}
