/**
 * Sample on session: one sampling task run on the thread that owns the session.
 *
 * `run` blocks that thread, so a request to cancel can only be heard between evaluations: before each one the event
 * loop gets a turn. Without it a message that came in during one evaluation would be read during the next.
 */
import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { throwIfCancelled } from '../operational-error.js';
import type { Denoiser } from '../sampler/denoiser.js';
import type { DiffusionPlan } from '../sampler/sampling-plan.js';
import { runSamplingTask, type SamplingTaskOptions } from '../sampler/sampling-task-runner.js';
import { Scratch } from '../signal/scratch.js';
import { evaluationFailed } from './evaluation-failed.js';
import type { SampleOptions, SamplingResult, SamplingTask } from './inference.js';
import type { DenoiserCard } from './denoiser-card.js';
import { bindDenoiser, type Conditions } from './onnx-denoiser.js';
import type { OnnxSession } from './onnx-session.js';
import { viewedDenoiser } from './viewed-denoiser.js';

export type SampleOnSessionOptions = SampleOptions &
  Pick<SamplingTaskOptions, 'scratch' | 'createNoise'>;

/** @throws OperationalError `cancelled`, `inference-failed` (an evaluation failed) */
export async function sampleOnSession(
  session: OnnxSession,
  card: DenoiserCard,
  task: SamplingTask<DiffusionPlan>,
  options: SampleOnSessionOptions,
): Promise<SamplingResult> {
  const { scratch = new Scratch() } = options;
  const bind = (conditions: Conditions, memory: Scratch): Denoiser => {
    const bound = bindDenoiser(session, card, conditions, memory);
    return async (x, sigma, into) => {
      await eventLoopTurn();
      throwIfCancelled(options.signal);
      try {
        return await bound(x, sigma, into);
      } catch (error) {
        throw evaluationFailed(sigma, x.frames, error);
      }
    };
  };
  const { views } = task.plan;
  const { multipleOf, min: minFrames } = card.chunkFrames;
  const stems = card.stems.length;
  const denoiser = viewedDenoiser({
    views,
    stems,
    multipleOf,
    minFrames,
    conditions: task,
    bind,
    scratch,
  });
  const secondsBefore = session.runSeconds;
  const result = await runSamplingTask(task, stems, denoiser, { ...options, scratch });
  return {
    stems: result.stems,
    evaluations: result.evaluations * views,
    sessionSeconds: session.runSeconds - secondsBefore,
  };
}
